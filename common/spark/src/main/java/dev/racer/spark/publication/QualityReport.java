package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of every input row: used, excluded for a counted reason, or quarantined with a reason
 * code.
 *
 * @param tables one entry per input table, in the order they are read
 * @param routers one entry per router, ordered by name
 */
public record QualityReport(List<TableQuality> tables, List<RouterQuality> routers) {
  /** Nothing was read. */
  public static final QualityReport EMPTY = new QualityReport(List.of(), List.of());

  /** Takes copies. */
  public QualityReport {
    tables = List.copyOf(tables);
    routers = List.copyOf(routers);
  }

  /**
   * The rows of one input table; {@code rows = rowsUsed + quarantined + excluded} where each row
   * counts once.
   *
   * @param table {@code queries}, {@code router-scores} or {@code outcomes}
   * @param rows rows read
   * @param rowsUsed rows that reached a record
   * @param quarantined malformed rows by reason code
   * @param excluded well-formed rows that are not usable, by reason
   */
  public record TableQuality(
      String table,
      long rows,
      long rowsUsed,
      SortedMap<String, Long> quarantined,
      SortedMap<String, Long> excluded) {
    /** Takes copies and checks the counts. */
    public TableQuality {
      requireCount("rows", rows);
      requireCount("rows_used", rowsUsed);
      quarantined = copyOfCounts(quarantined);
      excluded = copyOfCounts(excluded);
    }

    /** Malformed rows, all reasons together. */
    public long quarantinedRows() {
      return sum(quarantined);
    }

    /** Unusable rows, all reasons together. */
    public long excludedRows() {
      return sum(excluded);
    }

    void writeTo(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("table", table);
      json.writeNumberField("rows", rows);
      json.writeNumberField("rows_used", rowsUsed);
      JsonText.field(json, "quarantined", quarantined);
      JsonText.field(json, "excluded", excluded);
      json.writeEndObject();
    }

    static TableQuality from(JsonFields fields) {
      String table = fields.string("table");
      long rows = fields.number("rows");
      long rowsUsed = fields.number("rows_used");
      SortedMap<String, Long> quarantined = fields.counts("quarantined");
      SortedMap<String, Long> excluded = fields.counts("excluded");
      return fields.build(() -> new TableQuality(table, rows, rowsUsed, quarantined, excluded));
    }
  }

  /**
   * The calibration records of one router.
   *
   * @param router name of the router
   * @param routerVersion version that its scores name; empty where they name none
   * @param poolId identity of its model pool
   * @param records queries with a complete set of scores that calibrate it
   * @param excluded queries of the lake that do not, by reason ({@code unscored}, {@code
   *     partly-scored}, {@code labels-incomplete}, {@code excluded-by-rule}, {@code outside-slice})
   * @param labelStates records by label state ({@code answerable}, {@code unanswerable}, {@code
   *     partly-answerable}, {@code undecided})
   * @param labels labels of the pool's models, of fully scored queries, by what the lake says of
   *     them; a model without an outcome was not called ({@code correct}, {@code wrong}, {@code
   *     truncated}, {@code not-called}, {@code judge-failed}, {@code pending}, {@code unknown})
   * @param thinned records that do not count among all queries, so that those explored with
   *     different probabilities become a fair sample
   * @param tied records in which two models of the pool have the same raw score
   * @param nullSegmentValues for every segment column, records without a value there
   */
  public record RouterQuality(
      String router,
      String routerVersion,
      String poolId,
      long records,
      SortedMap<String, Long> excluded,
      SortedMap<String, Long> labelStates,
      SortedMap<String, Long> labels,
      long thinned,
      long tied,
      SortedMap<String, Long> nullSegmentValues) {
    /** Takes copies and checks the counts. */
    public RouterQuality {
      requireCount("records", records);
      requireCount("thinned", thinned);
      requireCount("tied", tied);
      excluded = copyOfCounts(excluded);
      labelStates = copyOfCounts(labelStates);
      labels = copyOfCounts(labels);
      nullSegmentValues = copyOfCounts(nullSegmentValues);
    }

    /** Unusable queries, all reasons together. */
    public long excludedQueries() {
      return sum(excluded);
    }

    void writeTo(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeStringField("router", router);
      json.writeStringField("router_version", routerVersion);
      json.writeStringField("pool_id", poolId);
      json.writeNumberField("records", records);
      JsonText.field(json, "excluded", excluded);
      JsonText.field(json, "label_states", labelStates);
      JsonText.field(json, "labels", labels);
      json.writeNumberField("thinned", thinned);
      json.writeNumberField("tied", tied);
      JsonText.field(json, "null_segment_values", nullSegmentValues);
      json.writeEndObject();
    }

    static RouterQuality from(JsonFields fields) {
      String router = fields.string("router");
      // what documents of earlier runs lack: they knew of no versions, states and thinning
      String version = fields.has("router_version") ? fields.string("router_version") : "";
      String poolId = fields.string("pool_id");
      long records = fields.number("records");
      SortedMap<String, Long> excluded = fields.counts("excluded");
      SortedMap<String, Long> labelStates = fields.counts("label_states");
      SortedMap<String, Long> labels =
          fields.has("labels") ? fields.counts("labels") : new TreeMap<>();
      long thinned = fields.has("thinned") ? fields.number("thinned") : 0;
      long tied = fields.number("tied");
      SortedMap<String, Long> nullSegmentValues = fields.counts("null_segment_values");
      return fields.build(
          () ->
              new RouterQuality(
                  router,
                  version,
                  poolId,
                  records,
                  excluded,
                  labelStates,
                  labels,
                  thinned,
                  tied,
                  nullSegmentValues));
    }
  }

  /** The report as JSON on one line. */
  public String toJsonLine() {
    return JsonText.line(this::writeTo);
  }

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    JsonText.array(json, "tables", tables.stream().<JsonText.Value>map(t -> t::writeTo).toList());
    JsonText.array(json, "routers", routers.stream().<JsonText.Value>map(r -> r::writeTo).toList());
    json.writeEndObject();
  }

  static QualityReport from(JsonFields fields) {
    List<TableQuality> tables = fields.list("tables").stream().map(TableQuality::from).toList();
    List<RouterQuality> routers = fields.list("routers").stream().map(RouterQuality::from).toList();
    return fields.build(() -> new QualityReport(tables, routers));
  }

  private static void requireCount(String name, long count) {
    if (count < 0) {
      throw new IllegalArgumentException(name + " must not be negative, got " + count);
    }
  }

  private static SortedMap<String, Long> copyOfCounts(SortedMap<String, Long> counts) {
    counts.forEach(QualityReport::requireCount);
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
