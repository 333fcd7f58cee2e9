package dev.racer.jobs.nightly;

import static org.apache.spark.sql.functions.lit;

import dev.racer.core.pool.ModelPool;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordTables;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.schema.CalibrationRecords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads the records of days. */
final class WindowRecords {
  private static final String USED =
      CalibrationRecords.STATUS + "=" + CalibrationRecords.USED + "/";

  private WindowRecords() {}

  /**
   * The used records of days, for the routers wanted.
   *
   * @param days days of one recipe; may be none
   * @param routers routers with the pools to read them for; records of other versions of a router,
   *     or of pools that lack a model, are passed over
   */
  static JavaRDD<RecordBatch> read(
      SparkSession spark,
      PublicationFolder folder,
      List<DayCommit> days,
      List<RouterPool> routers,
      List<String> segmentColumns) {
    Map<String, ModelPool> pools = new HashMap<>();
    List<String> paths = new ArrayList<>();
    for (DayCommit day : days) {
      day.routers().forEach(r -> pools.put(r.poolId(), ModelPool.of(r.models())));
      // the very files that the commit names: a folder may hold less, or more
      day.files().stream()
          .map(DayCommit.DayFile::path)
          .filter(path -> path.startsWith(USED))
          .forEach(path -> paths.add(folder.sparkPath(day.table() + "/" + path)));
    }
    StructType table = CalibrationRecords.schema(segmentColumns);
    StructType inFiles = new StructType();
    for (var field : table.fields()) {
      if (!field.name().equals(CalibrationRecords.STATUS)
          && !field.name().equals(CalibrationRecords.DATE)) {
        inFiles = inFiles.add(field);
      }
    }
    Dataset<Row> rows =
        paths.isEmpty()
            ? spark.createDataFrame(List.of(), inFiles)
            : spark.read().schema(inFiles).parquet(paths.toArray(String[]::new));
    return RecordTables.read(
        rows.withColumn(CalibrationRecords.STATUS, lit(CalibrationRecords.USED))
            .withColumn(CalibrationRecords.DATE, lit(null).cast(DataTypes.StringType)),
        pools,
        routers,
        segmentColumns);
  }
}
