package dev.racer.bench.contender;

/** What a contender runs on. */
public enum Engine {
  /** A local Spark session with the settings of this project. */
  SPARK,
  /** DuckDB within a JVM that is hardly used otherwise. */
  DUCKDB
}
