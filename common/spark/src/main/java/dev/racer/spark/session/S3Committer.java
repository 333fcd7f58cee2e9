package dev.racer.spark.session;

import dev.racer.spark.lake.ConfigException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * The committer of tables on S3. Spark's own renames files, which S3 cannot: it copies them one by
 * one, and who reads meanwhile, or after a crash, sees some. The magic committer uploads files
 * while they are written and completes the uploads together.
 */
public final class S3Committer {
  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
  private static final String PATH_OUTPUT_PROTOCOL =
      "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
  private static final String SPARKS_PROTOCOL =
      "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol";
  private static final String PARQUET = "spark.sql.parquet.output.committer.class";
  private static final String BINDING_PARQUET =
      "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter";
  private static final String SPARKS_PARQUET = "org.apache.parquet.hadoop.ParquetOutputCommitter";
  private static final String FACTORY = "mapreduce.outputcommitter.factory.scheme.s3a";
  private static final String S3A_FACTORY = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";
  private static final String NAME = "fs.s3a.committer.name";
  private static final String MAGIC = "magic";

  private S3Committer() {}

  /**
   * Passes if tables that the session writes to an output appear whole or not at all. For an output
   * on S3 it fills in the settings of the magic committer where nobody set others.
   *
   * @param spark session
   * @param output where the session is to write
   * @throws ConfigException if the output is on S3, and the committer is another or its library is
   *     absent; says what to set
   */
  public static void require(SparkSession spark, String output) {
    if (!output.startsWith("s3a:")) {
      return;
    }
    if (!isThere(PATH_OUTPUT_PROTOCOL)) {
      throw new ConfigException(
          "lake.output = "
              + output
              + " needs the magic committer of S3A, for which spark-hadoop-cloud_2.13 of version "
              + spark.version()
              + " must be on Spark's class path");
    }
    RuntimeConfig settings = spark.conf();
    fill(settings, output, PROTOCOL, SPARKS_PROTOCOL, PATH_OUTPUT_PROTOCOL);
    fill(settings, output, PARQUET, SPARKS_PARQUET, BINDING_PARQUET);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    fill(hadoop, output, FACTORY, S3A_FACTORY);
    fill(hadoop, output, NAME, MAGIC);
  }

  private static void fill(
      RuntimeConfig settings, String output, String key, String byDefault, String wanted) {
    String value = settings.get(key, byDefault);
    if (value.equals(byDefault)) {
      settings.set(key, wanted);
    } else if (!value.equals(wanted)) {
      throw refusal(output, key, value, wanted);
    }
  }

  private static void fill(Configuration hadoop, String output, String key, String wanted) {
    Optional<String> value = Optional.ofNullable(hadoop.get(key));
    String[] sources = hadoop.getPropertySources(key);
    boolean isDefault =
        sources == null || Arrays.stream(sources).allMatch("core-default.xml"::equals);
    if (value.isEmpty() || isDefault) {
      hadoop.set(key, wanted);
    } else if (!value.get().equals(wanted)) {
      throw refusal(output, "spark.hadoop." + key, value.get(), wanted);
    }
  }

  private static ConfigException refusal(String output, String key, String value, String wanted) {
    return new ConfigException(
        "lake.output = "
            + output
            + " needs the magic committer of S3A: expected "
            + key
            + "="
            + wanted
            + " (or not set), got "
            + value);
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false; // the answer
    }
  }
}
