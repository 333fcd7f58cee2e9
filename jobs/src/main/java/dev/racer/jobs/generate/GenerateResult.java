package dev.racer.jobs.generate;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * What was written. Maps are keyed by the table's name ({@code outcomes}, {@code queries}, {@code
 * router_scores}) and cannot be changed.
 *
 * @param output folder of the lake
 * @param tables size of each table
 * @param malformed malformed rows per table and kind ({@code null-key}, {@code duplicate-key},
 *     {@code nan-score}, {@code infinite-score}, {@code null-score}, {@code model-outside-pool},
 *     {@code unknown-query}). A duplicate key counts as one, the row that was added; a bad score
 *     replaces a good one, in the wide layout within the map. Tables and kinds that do not occur
 *     are absent
 * @param routerTrainQueries queries that the routers were trained on
 * @param exploredQueries queries that the coin sent to the whole pool; 0 without a coin
 * @param unknownLabels outcomes whose label is missing
 */
public record GenerateResult(
    Path output,
    SortedMap<String, TableSize> tables,
    SortedMap<String, SortedMap<String, Long>> malformed,
    long routerTrainQueries,
    long exploredQueries,
    long unknownLabels) {

  /**
   * Size of a table.
   *
   * @param rows rows, malformed ones included
   * @param files Parquet files
   * @param bytes their size
   */
  public record TableSize(long rows, long files, long bytes) {}

  /** Returns the document that also stands in the lake, as {@value OutputFolder#DONE_MARKER}. */
  public String toJson(GenerateConfig config) {
    return LakeDescription.json(config, this);
  }
}
