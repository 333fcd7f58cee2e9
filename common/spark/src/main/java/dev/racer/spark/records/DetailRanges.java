package dev.racer.spark.records;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import dev.racer.spark.lake.Columns;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.OutcomeColumns;
import dev.racer.spark.lake.QueryColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Refuses confidences and costs that cannot be. They are no reason to quarantine a row, which would
 * lose its label and change the thresholds: a column that is out of range is one of another
 * meaning, or scale, and somebody has to say which.
 */
final class DetailRanges {
  private DetailRanges() {}

  /** A column whose values lie between 0 and the largest one; null means missing. */
  private record Range(String column, String name, double most, String hint) {
    Column isOutside() {
      Column value = Columns.named(column);
      return not(value.geq(0).and(value.leq(most))); // NaN is above all; null is neither
    }
  }

  /**
   * Counts the rows of the table.
   *
   * @throws DataContractException if a confidence lies outside [0, 1], or a cost outside [0, {@link
   *     Cost#MOST}]; NaN lies outside
   */
  static long countRows(InputTable outcomes) {
    List<Range> ranges = ranges(outcomes);
    if (ranges.isEmpty()) {
      return outcomes.rows().count();
    }
    Column[] outside =
        ranges.stream().map(range -> count_if(range.isOutside())).toArray(Column[]::new);
    Row counts = outcomes.rows().agg(count(lit(1)), outside).first();
    for (int i = 0; i < ranges.size(); i++) {
      if (counts.getLong(1 + i) > 0) {
        throw refusal(outcomes, ranges.get(i), counts.getLong(1 + i), counts.getLong(0));
      }
    }
    return counts.getLong(0);
  }

  private static List<Range> ranges(InputTable outcomes) {
    List<Range> ranges = new ArrayList<>();
    for (String column : outcomes.rows().columns()) {
      if (OutcomeColumns.isConfidence(column)) {
        String name = OutcomeColumns.confidenceOf(column);
        ranges.add(new Range(column, name, 1, name + " / 100"));
      } else if (column.equals(OutcomeColumns.COST)) {
        ranges.add(new Range(column, column, Cost.MOST, "greatest(" + column + ", 0)"));
      }
    }
    return ranges;
  }

  private static DataContractException refusal(
      InputTable outcomes, Range range, long bad, long rows) {
    Row example =
        outcomes
            .rows()
            .filter(range.isOutside())
            .select(
                min(
                    struct(
                        col(QueryColumns.QUERY_ID),
                        col(OutcomeColumns.MODEL),
                        Columns.named(range.column()))))
            .first()
            .getStruct(0);
    return new DataContractException(
        "Table outcomes ('"
            + outcomes.location()
            + "'): column '"
            + range.name()
            + "' is out of range in "
            + bad
            + " of "
            + rows
            + " rows, "
            + example.getDouble(2)
            + " for query_id '"
            + example.getString(0)
            + "' and model '"
            + example.getString(1)
            + "' for one; expected a number in [0, "
            + (range.most() == 1 ? "1" : String.valueOf((long) range.most()))
            + "], or null where there is none; map it with lake.columns.outcomes."
            + range.name()
            + ", for example --set 'lake.columns.outcomes."
            + range.name()
            + "="
            + range.hint()
            + "'");
  }
}
