package dev.racer.bench.contest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.report.TableSize;
import dev.racer.jobs.generate.RouterSpec;
import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lake that is measured on: made by {@code racer generate} with one router, seven days, no
 * training queries, no missing labels and no malformed rows.
 *
 * @param folder where it is, or is to be
 * @param queries its queries
 * @param models K
 */
public record Lake(Path folder, long queries, int models) {
  private static final String DESCRIPTION = "_generated.json";
  private static final String BEGUN = "_generating.json";
  private static final int DAYS = 7;

  /**
   * The sizes of the tables, if the lake is there.
   *
   * @throws ConfigException if there is a lake, and it is another one
   */
  public Optional<SortedMap<String, TableSize>> find() {
    Path file = folder.resolve(DESCRIPTION);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode description = read(file);
    expected()
        .forEach(
            (name, value) -> {
              String found = text(description.path("parameters").path(name));
              if (!found.equals(value)) {
                throw new ConfigException(
                    "The lake in "
                        + folder
                        + " does not fit: it was generated with "
                        + name
                        + " = "
                        + (found.isEmpty() ? "nothing" : found)
                        + ", expected "
                        + value);
              }
            });
    SortedMap<String, TableSize> tables = new TreeMap<>();
    description
        .path("tables")
        .properties()
        .forEach(
            table ->
                tables.put(
                    table.getKey(),
                    new TableSize(
                        table.getValue().path("rows").asLong(),
                        table.getValue().path("files").asLong(),
                        table.getValue().path("bytes").asLong())));
    return Optional.of(tables);
  }

  /** The command line that makes it. */
  public List<String> generateArguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "generate",
                "--output=" + folder,
                "--queries=" + queries,
                "--models=" + models,
                "--days=" + DAYS,
                "--router=" + Workload.ROUTER_SPEC,
                "--router-train-share=0"));
    if (Files.exists(folder.resolve(BEGUN))) {
      arguments.add("--overwrite"); // what is left of one that was not completed
    }
    return arguments;
  }

  private Map<String, String> expected() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("queries", Long.toString(queries));
    expected.put("models", Integer.toString(models));
    expected.put("days", Integer.toString(DAYS));
    expected.put("router", RouterSpec.parse(Workload.ROUTER_SPEC).text());
    expected.put("router-train-share", "0.0");
    expected.put("seed", "0");
    expected.put("wide", "false");
    expected.put("corrupt-share", "0.0");
    expected.put("unknown-share", "0.0");
    return expected;
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      List<String> elements = new ArrayList<>();
      value.forEach(element -> elements.add(element.asText()));
      return String.join(", ", elements);
    }
    return value.asText();
  }

  private static JsonNode read(Path file) {
    try {
      return new JsonMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
