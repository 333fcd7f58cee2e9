package dev.racer.bench.contender;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The contenders by name, in the order in which they take turns. */
public enum Contestant {
  /** Our reduction, critical scores and exact selection, without checks and writes. */
  KERNEL("kernel", Engine.SPARK) {
    @Override
    public Contender open(Workload workload, Resources resources) {
      return new KernelContender(workload);
    }
  },

  /** What one would write in plain Spark SQL. */
  SPARK_SQL("spark-sql", Engine.SPARK) {
    @Override
    public Contender open(Workload workload, Resources resources) {
      return new SparkSqlContender(workload);
    }
  },

  /** The same in DuckDB. */
  DUCKDB("duckdb", Engine.DUCKDB) {
    @Override
    public Contender open(Workload workload, Resources resources) {
      return new DuckDbContender(workload, resources);
    }
  },

  /** The whole of {@code racer calibrate}, with publication. */
  CALIBRATE("calibrate", Engine.SPARK) {
    @Override
    public Contender open(Workload workload, Resources resources) {
      return new CalibrateContender(workload, resources);
    }
  };

  private final String key;
  private final Engine engine;

  Contestant(String key, Engine engine) {
    this.key = key;
    this.engine = engine;
  }

  /** The name on the command line and in results. */
  public String key() {
    return key;
  }

  /** What it runs on. */
  public Engine engine() {
    return engine;
  }

  /** Opens the session or connection. */
  public abstract Contender open(Workload workload, Resources resources);

  /** The contender of that name. */
  public static Optional<Contestant> ofKey(String key) {
    return Arrays.stream(values()).filter(contestant -> contestant.key.equals(key)).findFirst();
  }

  /** All names, in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Contestant::key).toList();
  }
}
