package dev.racer.bench.contest;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Engine;
import dev.racer.bench.contender.Resources;
import dev.racer.bench.contender.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** The command lines of the processes that do the work, as the launcher would start them. */
public final class WorkerCommand {
  /** The environment of these processes: Spark stays on the loopback. */
  public static final Map<String, String> ENVIRONMENT = Map.of("SPARK_LOCAL_IP", "127.0.0.1");

  private static final String DUCKDB_HEAP = "-Xmx512m"; // DuckDB's own memory is not on the heap

  private final Path root;
  private final Path log;

  /**
   * @param root the repository
   * @param log log file of the engines
   */
  public WorkerCommand(Path root, Path log) {
    this.root = root;
    this.log = log;
  }

  /** Starts the worker of a contender. */
  public List<String> worker(Contestant contestant, Workload workload, Resources resources) {
    List<String> command =
        contestant.engine() == Engine.SPARK ? spark(resources) : duckDb(resources);
    command.add(Worker.class.getName());
    command.addAll(Worker.arguments(contestant, workload, resources));
    return command;
  }

  /**
   * Starts a class with a main method that uses Spark.
   *
   * @param mainClass name of the class
   */
  public List<String> sparkMain(String mainClass, List<String> arguments, Resources resources) {
    List<String> command = spark(resources);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** What the JVM of a contender on Spark is told, but for paths. */
  public static List<String> sparkOptions(Resources resources) {
    return List.of(
        "-Xmx" + resources.memory().text(),
        "-XX:ActiveProcessorCount=" + resources.cores(),
        "-XX:-DontCompileHugeMethods",
        "-XX:+UseParallelGC");
  }

  /** What the JVM of a contender on DuckDB is told, but for paths. */
  public static List<String> duckDbOptions(Resources resources) {
    return List.of(DUCKDB_HEAP, "-XX:ActiveProcessorCount=" + resources.cores());
  }

  /** Spark's settings: those of the launcher, on so many cores. */
  public SortedMap<String, String> sparkSettings(Resources resources) {
    Properties defaults = new Properties();
    Path file = root.resolve("conf/spark-defaults.conf");
    try (InputStream in = Files.newInputStream(file)) {
      defaults.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    SortedMap<String, String> settings = new TreeMap<>();
    defaults.stringPropertyNames().forEach(key -> settings.put(key, defaults.getProperty(key)));
    settings.put("spark.master", "local[" + resources.cores() + "]");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    return settings;
  }

  private List<String> spark(Resources resources) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("@" + root.resolve("submit/java-module-options"));
    command.addAll(sparkOptions(resources));
    sparkSettings(resources).forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-Dspark.local.dir=" + resources.scratch());
    command.add("-Dlog4j2.configurationFile=" + root.resolve("conf/log4j2.properties"));
    command.add("-Dracer.log.file=" + log);
    addClassPath(command, resources);
    return command;
  }

  private static List<String> duckDb(Resources resources) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(duckDbOptions(resources));
    addClassPath(command, resources);
    return command;
  }

  private static void addClassPath(List<String> command, Resources resources) {
    command.add("-Djava.io.tmpdir=" + resources.scratch()); // DuckDB unpacks its library there
    command.add("-Duser.timezone=UTC");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
