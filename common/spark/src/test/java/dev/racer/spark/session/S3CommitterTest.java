package dev.racer.spark.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.testing.LocalSpark;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class S3CommitterTest {
  private static final String OUTPUT = "s3a://racer/publications";
  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
  private static final String NAME = "fs.s3a.committer.name";

  @Test
  void theMagicCommitterIsFilledInWhereNothingIsSet(SparkSession spark) {
    SparkSession session = spark.newSession();

    S3Committer.require(session, OUTPUT);
    S3Committer.require(session, OUTPUT); // what it filled in is what it wants

    assertThat(session.conf().get(PROTOCOL))
        .isEqualTo("org.apache.spark.internal.io.cloud.PathOutputCommitProtocol");
    assertThat(session.conf().get("spark.sql.parquet.output.committer.class"))
        .isEqualTo("org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter");
    assertThat(session.sparkContext().hadoopConfiguration().get(NAME)).isEqualTo("magic");
  }

  @Test
  void aLocalOutputKeepsSparksCommitter(SparkSession spark) {
    SparkSession session = spark.newSession();
    String before = session.conf().get(PROTOCOL);

    S3Committer.require(session, "/out");

    assertThat(session.conf().get(PROTOCOL)).isEqualTo(before);
  }

  @Test
  void anotherProtocolIsRefused(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set(PROTOCOL, "org.apache.spark.internal.io.HadoopMapReduceCommitProtocol");

    assertThatThrownBy(() -> S3Committer.require(session, OUTPUT))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "lake.output = s3a://racer/publications needs the magic committer of S3A: expected"
                + " spark.sql.sources.commitProtocolClass="
                + "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol (or not set), got"
                + " org.apache.spark.internal.io.HadoopMapReduceCommitProtocol");
  }

  @Test
  void anotherCommitterIsRefused(SparkSession spark) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    hadoop.set(NAME, "directory");
    try {
      assertThatThrownBy(() -> S3Committer.require(spark.newSession(), OUTPUT))
          .isInstanceOf(ConfigException.class)
          .hasMessageEndingWith(
              "expected spark.hadoop.fs.s3a.committer.name=magic (or not set), got directory");
    } finally {
      hadoop.unset(NAME);
    }
  }

  @Test
  void theLibraryOfTheCommitterMustBeThere(SparkSession spark) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertThatThrownBy(() -> S3Committer.require(spark, OUTPUT))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "lake.output = s3a://racer/publications needs the magic committer of S3A, for which"
                  + " spark-hadoop-cloud_2.13 of version "
                  + spark.version()
                  + " must be on Spark's class path");
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
