package dev.racer.spark.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

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
 * Refuses label states, confidences and costs that cannot be. They are no reason to quarantine a
 * row, which would lose its label and change the thresholds: a column that is out of range is one
 * of another meaning, or scale, and somebody has to say which.
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
   * @throws DataContractException if a label state is none, or contradicts whether the answer is
   *     correct; if a confidence lies outside [0, 1], or a cost outside [0, {@link Cost#MOST}]; NaN
   *     lies outside
   */
  static long countRows(InputTable outcomes) {
    List<Range> ranges = ranges(outcomes);
    boolean hasStates =
        outcomes.has(OutcomeColumns.LABEL_STATE) && outcomes.has(OutcomeColumns.CORRECT);
    if (ranges.isEmpty() && !hasStates) {
      return outcomes.rows().count();
    }
    List<Column> found = new ArrayList<>();
    found.add(hasStates ? count_if(isContradiction()) : lit(0L));
    ranges.forEach(range -> found.add(count_if(range.isOutside())));
    Row counts = outcomes.rows().agg(count(lit(1)), found.toArray(Column[]::new)).first();
    if (counts.getLong(1) > 0) {
      throw contradiction(outcomes, counts.getLong(1), counts.getLong(0));
    }
    for (int i = 0; i < ranges.size(); i++) {
      if (counts.getLong(2 + i) > 0) {
        throw refusal(outcomes, ranges.get(i), counts.getLong(2 + i), counts.getLong(0));
      }
    }
    return counts.getLong(0);
  }

  /** Whether a label state is none of those there are, or says something else than the label. */
  private static Column isContradiction() {
    Column state = col(OutcomeColumns.LABEL_STATE);
    Column correct = col(OutcomeColumns.CORRECT);
    Column isRight = state.equalTo("correct");
    Column isWrong = state.isin("wrong", "truncated");
    Column agrees =
        when(isRight, coalesce(correct, lit(true)))
            .when(isWrong, not(coalesce(correct, lit(false))))
            .when(state.isin(LabelCode.STATES.toArray()), correct.isNull())
            .otherwise(lit(false));
    return state.isNotNull().and(not(agrees));
  }

  private static DataContractException contradiction(InputTable outcomes, long bad, long rows) {
    Row example =
        outcomes
            .rows()
            .filter(isContradiction())
            .select(
                min(
                    struct(
                        col(QueryColumns.QUERY_ID),
                        col(OutcomeColumns.MODEL),
                        col(OutcomeColumns.LABEL_STATE),
                        col(OutcomeColumns.CORRECT))))
            .first()
            .getStruct(0);
    return new DataContractException(
        "Table outcomes ('"
            + outcomes.location()
            + "'): label_state is unknown or contradicts correct in "
            + bad
            + " of "
            + rows
            + " rows, '"
            + example.getString(2)
            + "' with correct = "
            + example.get(3)
            + " for query_id '"
            + example.getString(0)
            + "' and model '"
            + example.getString(1)
            + "' for one; expected one of "
            + LabelCode.STATES
            + " or null, and correct = true with the first, false with the next two, null with the"
            + " others, or null");
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
