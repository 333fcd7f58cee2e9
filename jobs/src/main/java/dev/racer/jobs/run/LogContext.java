package dev.racer.jobs.run;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.SparkContext;

/**
 * Tells the log lines which run they belong to.
 *
 * <p>A process runs one thing at a time, on threads that were there before it: so the lines of the
 * driver take it from system properties (see {@code conf/log4j2-json.properties}). Executors get it
 * with each task, in the mapped diagnostic context of the thread, as Spark hands it on.
 */
final class LogContext {
  private LogContext() {}

  /** What runs from now on. */
  static void begin(SparkContext spark, String verb, Optional<LocalDate> date, String runId) {
    tell(spark, "verb", verb);
    tell(spark, "date", date.map(LocalDate::toString).orElse(""));
    identify(spark, runId);
  }

  /** The run got its id. */
  static void identify(SparkContext spark, String runId) {
    tell(spark, "id", runId);
  }

  private static void tell(SparkContext spark, String name, String value) {
    System.setProperty("racer.run." + name, value);
    spark.setLocalProperty("mdc." + (name.equals("id") ? "run_id" : name), value);
  }
}
