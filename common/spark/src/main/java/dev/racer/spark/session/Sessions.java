package dev.racer.spark.session;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Builds the session of a command. Only the command line opens and closes sessions. */
public final class Sessions {
  /** Settings that results depend on, whatever spark-submit says. */
  public static final Map<String, String> REQUIRED =
      Map.of(
          "spark.sql.session.timeZone", "UTC",
          "spark.sql.ansi.enabled", "true",
          // a partition folder 007 is a string, not the number 7
          "spark.sql.sources.partitionColumnTypeInference.enabled", "false",
          // no row is dropped because a file cannot be read
          "spark.sql.files.ignoreCorruptFiles", "false",
          "spark.sql.files.ignoreMissingFiles", "false",
          "spark.sql.caseSensitive", "false");

  /** Settings of a context of our own, whatever spark-submit says. */
  private static final Map<String, String> CONTEXT =
      Map.of(
          // what travels and is kept is made for it: records, collections that cannot be changed
          "spark.serializer", "org.apache.spark.serializer.JavaSerializer",
          // a stream must not keep the large blocks that it has written
          "spark.serializer.objectStreamReset", "1");

  private static final String MASTER = "spark.master";
  private static final String HADOOP = "spark.hadoop.";
  private static final String APP_NAME = "spark.app.name";

  private Sessions() {}

  /**
   * A session that ends with its block.
   *
   * @param spark the session
   * @param owned whether closing stops it: not if it was there before
   */
  public record OpenSession(SparkSession spark, boolean owned) implements AutoCloseable {
    @Override
    public void close() {
      if (owned) {
        spark.stop();
      }
    }
  }

  /**
   * Opens a session with what spark-submit configured and, above it, the {@link #REQUIRED}
   * settings. Where no master was given it runs in this process on all cores. Where this process
   * has a session already, its context is used with settings of our own, and lives on.
   *
   * @param appName what to call the application unless it was given a name
   */
  public static OpenSession open(String appName) {
    return open(appName, Map.of());
  }

  /**
   * Opens a session, as {@link #open(String)} does, whose file systems have settings of their own.
   *
   * @param appName as there
   * @param hadoop settings of Hadoop's file systems, above those that spark-submit gave
   */
  public static OpenSession open(String appName, Map<String, String> hadoop) {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession spark = SparkSession.getDefaultSession().get().newSession();
      REQUIRED.forEach(spark.conf()::set);
      hadoop.forEach(spark.sparkContext().hadoopConfiguration()::set);
      return new OpenSession(spark, false);
    }
    SparkConf submitted = new SparkConf(); // what spark-submit left in the system properties
    SparkSession.Builder builder = SparkSession.builder();
    if (!submitted.contains(MASTER)) {
      builder.config(MASTER, "local[*]");
    }
    if (!isNamed(submitted)) {
      builder.config(APP_NAME, appName);
    }
    REQUIRED.forEach(builder::config);
    CONTEXT.forEach(builder::config);
    hadoop.forEach((key, value) -> builder.config(HADOOP + key, value));
    return new OpenSession(builder.getOrCreate(), true);
  }

  /** Without --name, spark-submit names an application after its main class. */
  private static boolean isNamed(SparkConf submitted) {
    String name = submitted.get(APP_NAME, "");
    return !name.isEmpty() && !name.startsWith("dev.racer.");
  }
}
