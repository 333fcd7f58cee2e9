package dev.racer.jobs.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import dev.racer.jobs.metrics.RunMetrics;
import dev.racer.jobs.testing.PrometheusText;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunStatus;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run with secrets in its environment and in Spark's settings, and what it left behind. */
class LogsIT {
  private static final String SECRET = "wJalrXUtnFEMI-K7MDENG-bPxRfiCY";
  private static final String SESSION_TOKEN = "IQoJb3JpZ2luX2VjEHkaCXVz";
  private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";

  @TempDir private static Path folder;
  private static final List<String> COMMAND_LINES = new ArrayList<>();

  @BeforeAll
  static void run() throws Exception {
    Processes.Finished generated =
        Processes.run(
            folder,
            folder.resolve("generate"),
            Map.of(),
            Processes.launcher("generate", "--output", lake(""), "--queries", "600", "--days=2"));
    assertThat(generated.exitCode()).as(generated.err()).isZero();

    Process process =
        Processes.start(
            folder,
            folder.resolve("calibrate"),
            Map.of(
                "SPARK_HOME", sparkHome().toString(),
                "RACER_LOG_FORMAT", "json",
                "AWS_ACCESS_KEY_ID", KEY_ID,
                "AWS_SECRET_ACCESS_KEY", SECRET,
                "AWS_SESSION_TOKEN", SESSION_TOKEN),
            Processes.launcher(
                "calibrate",
                "--set",
                "lake.queries=" + lake("/queries"),
                "--set",
                "lake.router-scores=" + lake("/router_scores"),
                "--set",
                "lake.outcomes=" + lake("/outcomes"),
                "--set",
                "lake.output=" + folder.resolve("published"),
                "--set",
                "calibration.exclude-where=router_train"));
    do {
      Stream.concat(Stream.of(process.toHandle()), process.descendants())
          .flatMap(one -> one.info().commandLine().stream())
          .forEach(COMMAND_LINES::add);
    } while (!process.waitFor(100, TimeUnit.MILLISECONDS));
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("calibrate/err"))).isZero();
  }

  @Test
  void everyLineIsAnObjectThatTellsItsRun() throws IOException {
    RunStatus status = store().runs().get(0);
    List<Map<String, String>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log())) {
      lines.add(object(line));
    }

    assertThat(lines).hasSizeGreaterThan(50);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsKeys(
                        "ts", "level", "run_id", "verb", "date", "thread", "logger", "msg"));
    List<String> ids = lines.stream().map(line -> line.get("run_id")).distinct().toList();
    // none before the run has begun, that of a run without inputs until they are found, its own
    assertThat(ids).hasSize(3).startsWith("").endsWith(status.runId());
    List<Map<String, String>> ofRun =
        lines.stream().filter(line -> line.get("run_id").equals(status.runId())).toList();
    assertThat(ofRun).hasSizeGreaterThan(30);
    assertThat(ofRun).allSatisfy(line -> assertThat(line).containsEntry("verb", "calibrate"));
    assertThat(ofRun).anySatisfy(line -> assertThat(line.get("thread")).contains("Executor task"));
    assertThat(ofRun).anySatisfy(line -> assertThat(line.get("thread")).contains("dag-scheduler"));
  }

  @Test
  void secretsAreNowhere() throws IOException {
    assertThat(COMMAND_LINES).isNotEmpty();
    COMMAND_LINES.forEach(line -> assertNoSecret("command line", line));
    Map<Path, String> texts = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(folder.resolve("spark-home"))) {
          texts.put(file, text(file));
        }
      }
    }
    texts.forEach((file, text) -> assertNoSecret(file.toString(), text));

    // what was looked into is really there
    String events =
        String.join(
            "",
            texts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(folder.resolve("events")))
                .map(Map.Entry::getValue)
                .toList());
    assertThat(events)
        .contains("SparkListenerEnvironmentUpdate")
        .contains("\"spark.hadoop.fs.s3a.secret.key\":\"*********(redacted)\"")
        .contains("\"spark.hadoop.fs.s3a.session.token\":\"*********(redacted)\"");
    RunStatus status = store().runs().get(0);
    Path run = folder.resolve("published/default/runs").resolve(status.attempt());
    assertThat(texts.keySet()).contains(log(), run.resolve(RunStatus.FILE));
    assertThat(PrometheusText.read(Files.readAllBytes(run.resolve(RunMetrics.FILE)))).isNotEmpty();
    assertThat(texts.keySet()).anySatisfy(file -> assertThat(file).hasFileName("manifest.json"));
  }

  private static void assertNoSecret(String where, String text) {
    for (String secret : List.of(SECRET, SESSION_TOKEN, KEY_ID)) {
      assertThat(text.contains(secret)).as(secret + " in " + where).isFalse();
    }
  }

  /** Bytes one by one, so that a text is found in any file; those of zstd are unpacked. */
  private static String text(Path file) throws IOException {
    if (!file.toString().endsWith(".zstd")) {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    }
    try (InputStream unpacked = new ZstdInputStream(Files.newInputStream(file))) {
      return new String(unpacked.readAllBytes(), UTF_8);
    }
  }

  private static Map<String, String> object(String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).as(line).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        assertThat(json.nextToken()).as(line).isEqualTo(JsonToken.VALUE_STRING);
        fields.put(name, json.getText());
      }
      assertThat(json.nextToken()).as(line).isNull();
    }
    return fields;
  }

  private static Path log() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("calibrate/logs"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static PublicationStore store() {
    return PublicationStore.local(folder.resolve("published"), "default");
  }

  private static String lake(String table) {
    return folder.resolve("lake") + table;
  }

  /** An installation whose own settings hold secrets, on the jars that Maven resolved. */
  private static Path sparkHome() throws IOException {
    Path home = folder.resolve("spark-home");
    Files.createDirectories(home.resolve("jars"));
    Files.createDirectories(home.resolve("conf"));
    Files.createDirectories(folder.resolve("events"));
    String classPath = Files.readString(Processes.JAR.resolveSibling("spark.classpath")).strip();
    for (String jar : classPath.split(File.pathSeparator, -1)) {
      Path source = Path.of(jar);
      Files.createSymbolicLink(home.resolve("jars").resolve(source.getFileName()), source);
    }
    Files.writeString(
        home.resolve("conf/spark-defaults.conf"),
        """
        spark.hadoop.fs.s3a.access.key    %s
        spark.hadoop.fs.s3a.secret.key    %s
        spark.hadoop.fs.s3a.session.token %s
        spark.eventLog.enabled            true
        spark.eventLog.dir                %s
        """
            .formatted(KEY_ID, SECRET, SESSION_TOKEN, folder.resolve("events").toUri()));
    return home;
  }
}
