package dev.racer.core.published;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.Smoothing;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Writes rows and documents, key by key, in the order that is frozen.
 *
 * <p>Numbers are turned into text here and not by the generator, so that its settings change no
 * byte: a double becomes the shortest decimal that reads back (which {@link Double#toString} is not
 * before JDK 19).
 */
final class ThresholdsWriter {
  private final JsonGenerator out;

  ThresholdsWriter(JsonGenerator out) {
    this.out = out;
  }

  /** Writes a document; each row stands on a line of its own. */
  void document(PublishedThresholds document) throws IOException {
    out.writeStartObject();
    integer("schema_version", PublishedThreshold.SCHEMA_VERSION);
    text("publication", document.publication());
    out.writeArrayFieldStart("pools");
    for (ModelPool pool : document.pools()) {
      pool(pool);
    }
    out.writeEndArray();
    out.writeArrayFieldStart("routers");
    for (PublishedRouter router : document.routers()) {
      out.writeStartObject();
      text("router", router.router());
      text("pool_id", router.poolId());
      out.writeEndObject();
    }
    out.writeEndArray();
    smoothing(document.smoothing());
    text("unknown_labels", document.unknownLabels());
    text("infeasible_action", document.infeasibleAction());
    text("fallback", document.fallback());
    integer("min_n", document.minN());
    out.writeArrayFieldStart("segment_columns");
    for (List<String> columns : document.segmentColumns()) {
      texts(columns);
    }
    out.writeEndArray();
    policy(document.policy());
    out.writeArrayFieldStart("thresholds");
    for (PublishedThreshold row : document.thresholds()) {
      out.writeRawValue("\n" + ThresholdsJson.row(row)); // the line feed goes behind the comma
    }
    out.writeRaw('\n');
    out.writeEndArray();
    out.writeEndObject();
    out.writeRaw('\n');
  }

  /** Writes one row as an object. */
  void row(PublishedThreshold row) throws IOException {
    out.writeStartObject();
    integer("schema_version", PublishedThreshold.SCHEMA_VERSION);
    text("publication", row.publication());
    text("router", row.router());
    text("segment", row.segment());
    text("threshold_segment", row.thresholdSegment());
    text("guarantee_holds_on", row.guaranteeHoldsOn());
    text("normalization", row.normalization());
    text("null_score", row.nullScore());
    text("nonconformity", row.nonconformity());
    text("ties", row.ties());
    text("sampling", row.sampling());
    text("risk_target", row.riskTarget());
    text("guarantee", row.guarantee());
    number("delta", row.delta().map(BigDecimal::toString));
    text("risk_level", row.riskLevel());
    text("pool_id", row.poolId());
    integer("n", row.n());
    integer("n_total", row.nTotal());
    integer("answerable_n", row.answerableN());
    integer("segment_n", row.segmentN());
    integer("rank", row.rank());
    integer("n_needed", row.nNeeded());
    text("status", row.status());
    number("threshold", row.threshold());
    text("threshold_bits", row.thresholdBits());
    number("empirical_risk", row.empiricalRisk());
    number("answerable_miss_rate", row.answerableMissRate());
    number("mean_set_size", row.meanSetSize());
    number("abstention_rate", row.abstentionRate());
    interval("true_risk_interval", row.trueRiskInterval());
    number("interval_level", row.intervalLevel());
    out.writeBooleanField("in_force", row.inForce());
    out.writeEndObject();
  }

  private void pool(ModelPool pool) throws IOException {
    out.writeStartObject();
    text("pool_id", pool.id());
    out.writeFieldName("models");
    texts(pool.models());
    out.writeEndObject();
  }

  private void smoothing(Smoothing smoothing) throws IOException {
    out.writeObjectFieldStart("smoothing");
    text("ties", smoothing.ties().key());
    number("width", smoothing.width());
    integer("seed", smoothing.seed());
    out.writeEndObject();
  }

  private void policy(PublishedPolicy policy) throws IOException {
    out.writeObjectFieldStart("policy");
    text("normalization", policy.normalization());
    text("null_score", policy.nullScore());
    text("nonconformity", policy.nonconformity());
    text("risk_target", policy.riskTarget());
    text("guarantee", policy.guarantee());
    text("risk_level", policy.riskLevel());
    out.writeEndObject();
  }

  private void interval(String key, Optional<PublishedThreshold.Interval> interval)
      throws IOException {
    if (interval.isEmpty()) {
      out.writeNullField(key);
      return;
    }
    out.writeArrayFieldStart(key);
    out.writeNumber(shortest(interval.get().lower()));
    out.writeNumber(shortest(interval.get().upper()));
    out.writeEndArray();
  }

  private void texts(List<String> values) throws IOException {
    out.writeStartArray();
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }

  private void text(String key, String value) throws IOException {
    out.writeStringField(key, value);
  }

  private void text(String key, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      text(key, value.get());
    } else {
      out.writeNullField(key);
    }
  }

  private void integer(String key, long value) throws IOException {
    out.writeNumberField(key, value);
  }

  private void integer(String key, OptionalLong value) throws IOException {
    if (value.isPresent()) {
      integer(key, value.getAsLong());
    } else {
      out.writeNullField(key);
    }
  }

  private void number(String key, double value) throws IOException {
    number(key, Optional.of(shortest(value)));
  }

  private void number(String key, OptionalDouble value) throws IOException {
    number(key, value.isPresent() ? Optional.of(shortest(value.getAsDouble())) : Optional.empty());
  }

  private void number(String key, Optional<String> decimal) throws IOException {
    out.writeFieldName(key);
    if (decimal.isPresent()) {
      out.writeNumber(decimal.get());
    } else {
      out.writeNull();
    }
  }

  private static String shortest(double value) {
    return NumberOutput.toString(value, true);
  }
}
