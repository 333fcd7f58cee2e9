package dev.racer.spark.conformal;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;

import dev.racer.spark.lake.Columns;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A used calibration record as the scoring step reads it. A bean, because Spark's encoder for one
 * hands over primitive arrays without boxing.
 */
public final class ScoredQuery implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Encoder<ScoredQuery> ENCODER = Encoders.bean(ScoredQuery.class);

  private String queryId = "";
  private int router;
  private double[] scores = {};
  private Boolean[] correct = {};
  private String[] segments = {};

  /** Required of a bean. */
  public ScoredQuery() {}

  /**
   * The used records.
   *
   * @param records rows as in {@link CalibrationRecords}
   * @param grid gives the routers their numbers and names the segment columns
   */
  static Dataset<ScoredQuery> read(Dataset<Row> records, Grid grid) {
    List<Column> numbers = new ArrayList<>();
    for (int i = 0; i < grid.routers().size(); i++) {
      numbers.add(lit(grid.routers().get(i).router()));
      numbers.add(lit(i));
    }
    Column[] segments =
        grid.segmentColumns().stream()
            .map(CalibrationRecords::segment)
            .map(Columns::named)
            .toArray(Column[]::new);
    return records
        .filter(col(CalibrationRecords.STATUS).equalTo(CalibrationRecords.USED))
        .select(
            col(CalibrationRecords.QUERY_ID).as("queryId"),
            element_at(map(numbers.toArray(Column[]::new)), col(CalibrationRecords.ROUTER))
                .as("router"),
            col(CalibrationRecords.SCORES).as("scores"),
            col(CalibrationRecords.CORRECT).as("correct"),
            (segments.length == 0
                    ? array().cast(DataTypes.createArrayType(DataTypes.StringType))
                    : array(segments))
                .as("segments"))
        .as(ENCODER);
  }

  /** Identifier of the query. */
  public String getQueryId() {
    return queryId;
  }

  /** Sets the identifier. */
  public void setQueryId(String queryId) {
    this.queryId = queryId;
  }

  /** Number of the router in the grid. */
  public int getRouter() {
    return router;
  }

  /** Sets the router. */
  public void setRouter(int router) {
    this.router = router;
  }

  /** K raw scores in pool order. */
  public double[] getScores() {
    return scores;
  }

  /** Sets the scores. */
  public void setScores(double[] scores) {
    this.scores = scores;
  }

  /** K labels in pool order; null means unknown. */
  public Boolean[] getCorrect() {
    return correct;
  }

  /** Sets the labels. */
  public void setCorrect(Boolean[] correct) {
    this.correct = correct;
  }

  /** Values of the segment columns; null where the query has none. */
  public String[] getSegments() {
    return segments;
  }

  /** Sets the segment values. */
  public void setSegments(String[] segments) {
    this.segments = segments;
  }
}
