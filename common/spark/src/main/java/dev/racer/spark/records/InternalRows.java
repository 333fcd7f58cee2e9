package dev.racer.spark.records;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * The way from frames to the rows that Spark itself works on, and back. These are internals of
 * Spark (the same in 4.0 and 4.1), used in this place alone: turning every row into objects by the
 * public way costs more than all that is done with them.
 */
final class InternalRows {
  private InternalRows() {}

  /** The rows of a frame. A row and what it holds are valid until the next one is asked for. */
  static JavaRDD<InternalRow> of(Dataset<Row> frame) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) frame).queryExecution().toRdd().toJavaRDD();
  }

  /** A frame of rows that fit the schema. */
  static Dataset<Row> frame(SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }
}
