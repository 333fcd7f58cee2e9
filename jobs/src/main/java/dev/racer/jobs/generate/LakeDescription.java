package dev.racer.jobs.generate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import dev.racer.jobs.generate.GenerateResult.TableSize;
import dev.racer.jobs.generate.Traffic.Exploration;
import dev.racer.jobs.generate.Traffic.LabelColumns;
import dev.racer.jobs.generate.Traffic.Retraining;
import dev.racer.jobs.generate.Traffic.RouterVersions;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** The JSON text that stands in a generated lake and says what is in it. */
final class LakeDescription {
  /** Every description starts like this; an earlier lake is known by it. */
  static final String OPENING = "{\n  \"generated_by\" : \"racer generate\"";

  private static final int SCHEMA_VERSION = 1;

  private LakeDescription() {}

  /** Returns the description of a lake that is not complete. */
  static String begun() {
    return OPENING + "\n}\n";
  }

  /** Returns the description of a lake. Parameters have the names of the options. */
  static String json(GenerateConfig config, GenerateResult result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("generated_by", "racer generate");
      json.writeNumberField("schema_version", SCHEMA_VERSION);
      writeParameters(config, json);
      json.writeObjectFieldStart("tables");
      for (Map.Entry<String, TableSize> table : result.tables().entrySet()) {
        json.writeObjectFieldStart(table.getKey());
        json.writeNumberField("rows", table.getValue().rows());
        json.writeNumberField("files", table.getValue().files());
        json.writeNumberField("bytes", table.getValue().bytes());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeNumberField("router_train_queries", result.routerTrainQueries());
      json.writeNumberField("explored_queries", result.exploredQueries());
      json.writeNumberField("unknown_labels", result.unknownLabels());
      json.writeObjectFieldStart("malformed");
      for (Map.Entry<String, SortedMap<String, Long>> table : result.malformed().entrySet()) {
        json.writeObjectFieldStart(table.getKey());
        for (Map.Entry<String, Long> kind : table.getValue().entrySet()) {
          json.writeNumberField(kind.getKey(), kind.getValue());
        }
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write JSON to memory", e);
    }
    return text.append('\n').toString();
  }

  private static void writeParameters(GenerateConfig config, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("queries", config.queries());
    json.writeNumberField("days", config.days());
    json.writeStringField("start-date", config.startDate().toString());
    json.writeNumberField("models", config.models());
    json.writeArrayFieldStart("router");
    for (RouterSpec router : config.routers()) {
      json.writeString(router.text());
    }
    json.writeEndArray();
    json.writeNumberField("seed", config.seed());
    json.writeBooleanField("wide", config.scoreLayout() == ScoreLayout.WIDE);
    json.writeNumberField("router-train-share", config.routerTrainShare());
    json.writeStringField("scored-queries", name(config.scoredQueries()));
    json.writeNumberField("tenants", config.tenants());
    if (config.skew().isPresent()) {
      json.writeNumberField("skew", config.skew().get());
    }
    if (config.drift().isPresent()) {
      json.writeStringField("drift-from", config.drift().get().from().toString());
      json.writeNumberField("drift-strength", config.drift().get().strength());
    }
    json.writeNumberField("corrupt-share", config.corruptShare());
    json.writeNumberField("unknown-share", config.unknownShare());
    json.writeStringField("unknown-pattern", name(config.unknownPattern()));
    if (config.fullFanoutProbability().isPresent()) {
      json.writeNumberField("full-fanout-probability", config.fullFanoutProbability().get());
    }
    writeTraffic(config.traffic(), json);
    json.writeNumberField("rows-per-file", config.rowsPerFile());
    json.writeEndObject();
  }

  private static void writeTraffic(Traffic traffic, JsonGenerator json) throws IOException {
    if (traffic.exploration().isPresent()) {
      Exploration exploration = traffic.exploration().get();
      if (exploration.isConstant()) {
        json.writeNumberField("exploration", exploration.least());
      } else {
        json.writeStringField(
            "exploration-by-tenant", exploration.least() + ":" + exploration.most());
      }
    }
    if (traffic.called().isPresent()) {
      json.writeNumberField("called", traffic.called().get());
    }
    if (traffic.labels() == LabelColumns.CORRECT_AND_STATE) {
      json.writeBooleanField("label-states", true);
    }
    if (traffic.labelledUntil().isPresent()) {
      json.writeStringField("labelled-until", traffic.labelledUntil().get().toString());
    }
    if (traffic.routerVersions() == RouterVersions.LOGGED) {
      json.writeBooleanField("router-versions", true);
      json.writeArrayFieldStart("retrain");
      for (Retraining one : traffic.retrainings()) {
        json.writeString(one.text());
      }
      json.writeEndArray();
    }
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
