package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The files in submit/schedules, as far as they can be checked without what they are for. */
class SchedulesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("racer.root"), "submit", "schedules");
  private static final String FIELDS =
      "/dev/racer/jobs/schedules/scheduledsparkapplication-v1beta2.txt";
  private static final Pattern SHELL_LINE =
      Pattern.compile("(?:[0-9*]+ ){5}(?<command>/\\S+)(?<arguments>.*)");

  @Test
  void crontabStartsTheScriptEveryNightAtTwo() throws IOException {
    List<String> lines =
        Files.readAllLines(FOLDER.resolve("crontab")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(lines).contains("CRON_TZ=UTC");
    assertThat(FOLDER.resolve("crontab")).content().contains("# CRON_TZ holds for cronie");
    Matcher line = SHELL_LINE.matcher(lines.get(lines.size() - 1));
    assertThat(line.matches()).isTrue();
    assertThat(lines.get(lines.size() - 1)).startsWith("0 2 * * * ");
    assertThat(line.group("command")).endsWith("/submit/schedules/nightly");
    assertThat(FOLDER.resolve("nightly")).isExecutable();
    String script = Files.readString(FOLDER.resolve("nightly"));
    lines.stream()
        .filter(setting -> setting.startsWith("RACER_"))
        .map(setting -> setting.substring(0, setting.indexOf('=')))
        .filter(
            name -> !Set.of("RACER_LOG_FORMAT", "RACER_LOG_DIR", "RACER_SCRATCH").contains(name))
        .forEach(name -> assertThat(script).contains("#   " + name + " "));
  }

  @Test
  void argumentsOfTheDagAreAccepted() throws IOException {
    String dag = Files.readString(FOLDER.resolve("airflow_nightly.py"));
    Matcher list = Pattern.compile("(?m)^ARGUMENTS = \\[(.*)]$").matcher(dag);
    assertThat(list.find()).isTrue();
    List<String> arguments = new ArrayList<>();
    for (Matcher one = Pattern.compile("\"([^\"]*)\"").matcher(list.group(1)); one.find(); ) {
      arguments.add(one.group(1).replace("{{ data_interval_start | ds }}", "2026-11-21"));
    }

    assertAccepted(arguments);
    assertThat(arguments).contains("--date", "2026-11-21");
    assertThat(dag).contains("max_active_runs=1", "catchup=False", "timezone=\"UTC\"");
  }

  @Test
  void manifestHasTheFieldsOfItsKindAndOurArguments() throws IOException {
    Map<String, Object> manifest = manifest();

    assertThat(violations(manifest)).isEmpty();
    assertThat(manifest)
        .containsEntry("apiVersion", "sparkoperator.k8s.io/v1beta2")
        .containsEntry("kind", "ScheduledSparkApplication");
    Map<?, ?> spec = (Map<?, ?>) manifest.get("spec");
    assertThat(spec.get("concurrencyPolicy")).isEqualTo("Forbid");
    assertThat(spec.get("timeZone")).isEqualTo("UTC");
    Map<?, ?> template = (Map<?, ?>) spec.get("template");
    assertThat(template.get("mainClass")).isEqualTo(Racer.class.getName());
    assertThat(template.get("mode")).isEqualTo("cluster");
    List<String> arguments = new ArrayList<>();
    ((List<?>) template.get("arguments")).forEach(one -> arguments.add((String) one));
    assertAccepted(arguments);
  }

  @Test
  void settingsOfTheManifestAreThoseOfTheLauncher() throws IOException {
    Map<?, ?> template = (Map<?, ?>) ((Map<?, ?>) manifest().get("spec")).get("template");
    Map<?, ?> sparkConf = (Map<?, ?>) template.get("sparkConf");
    Map<String, String> ours = new HashMap<>();
    for (String line :
        Files.readAllLines(Path.of(System.getProperty("racer.root"), "conf/spark-defaults.conf"))) {
      if (line.startsWith("spark.")) {
        int blank = line.indexOf(' ');
        ours.put(line.substring(0, blank), line.substring(blank).strip());
      }
    }

    assertThat(sparkConf).isNotEmpty();
    sparkConf.forEach((key, value) -> assertThat(value).as("" + key).isEqualTo(ours.get(key)));
    assertThat((String) ((Map<?, ?>) template.get("executor")).get("javaOptions"))
        .startsWith(ours.get("spark.executor.extraJavaOptions"));
  }

  @Test
  void mistakesInAManifestAreFound() throws IOException {
    Map<String, Object> manifest = new LinkedHashMap<>(manifest());
    Map<Object, Object> spec = new LinkedHashMap<>((Map<?, ?>) manifest.get("spec"));
    manifest.put("spec", spec);
    spec.put("concurencyPolicy", "Forbid");
    spec.put("failedRunHistoryLimit", "7");
    spec.remove("schedule");

    assertThat(violations(manifest))
        .containsExactlyInAnyOrder(
            "unknown field spec.concurencyPolicy",
            "spec.failedRunHistoryLimit must be of type integer, got 7",
            "missing field spec.schedule");
  }

  @ParameterizedTest
  @CsvSource({
    "get,    CODE-BUCKET/CODE-PREFIX/site.conf,                               plain,       yes",
    "put,    CODE-BUCKET/CODE-PREFIX/site.conf,                               plain,       no",
    "put,    LOGS-BUCKET/LOGS-PREFIX/applications/a/jobs/j/stderr.gz,         plain,       yes",
    "get,    LOGS-BUCKET/LOGS-PREFIX/applications/a/jobs/j/stderr.gz,         plain,       no",
    "delete, LOGS-BUCKET/LOGS-PREFIX/applications/a/jobs/j/stderr.gz,         plain,       no",
    "get,    LAKE-BUCKET/LAKE-PREFIX/queries/date=2026-11-21/part-0.parquet,  plain,       yes",
    "put,    LAKE-BUCKET/LAKE-PREFIX/queries/date=2026-11-21/part-0.parquet,  plain,       no",
    "delete, LAKE-BUCKET/LAKE-PREFIX/queries/date=2026-11-21/part-0.parquet,  plain,       no",
    "get,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/_commits/1.json,             plain,       yes",
    "put,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/_commits/1.json,             plain,       no",
    "put,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/_commits/1.json,             conditional, yes",
    "delete, OUTPUT-BUCKET/OUTPUT-PREFIX/default/_commits/1.json,             plain,       no",
    "put,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/records/2026-11-21/_commits/1.json, plain, no",
    "put,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/records/2026-11-21/_commits/1.json, conditional, yes",
    "put,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/attempts/a-1/thresholds/p.parquet,  plain, yes",
    "put,    OUTPUT-BUCKET/OUTPUT-PREFIX/default/runs/a-1/status.json,        conditional, yes",
    "delete, OUTPUT-BUCKET/OUTPUT-PREFIX/default/attempts/a-1/thresholds/p.parquet,  plain, yes",
    "delete, OUTPUT-BUCKET/OUTPUT-PREFIX/default/records/2026-11-21/attempts/a-1/x,  plain, yes",
    "delete, OUTPUT-BUCKET/OUTPUT-PREFIX/default/records/2026-11-21/_commits/1.json, plain, yes",
    "delete, OUTPUT-BUCKET/OUTPUT-PREFIX/default/runs/a-1/metrics.prom,       plain,       yes",
    "abort,  OUTPUT-BUCKET/OUTPUT-PREFIX/default/attempts/a-1/thresholds/p.parquet,  plain, yes",
    "get,    OUTPUT-BUCKET/elsewhere/x,                                       plain,       no",
    "put,    OUTPUT-BUCKET/elsewhere/x,                                       conditional, no"
  })
  void roleMayDoWhatARunDoesAndNoMore(
      String operation, String resource, String put, String expected) throws IOException {
    String action =
        switch (operation) {
          case "get" -> "s3:GetObject";
          case "put" -> "s3:PutObject";
          case "delete" -> "s3:DeleteObject";
          default -> "s3:AbortMultipartUpload";
        };

    assertThat(isAllowed(action, resource, put.equals("conditional"), Optional.empty()))
        .isEqualTo(expected.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "LAKE-BUCKET,   LAKE-PREFIX,                          yes",
    "LAKE-BUCKET,   LAKE-PREFIX/queries/date=2026-11-21/, yes",
    "LAKE-BUCKET,   '',                                   no",
    "LAKE-BUCKET,   LAKE-PREFIX-OF-OTHERS/,               no",
    "LAKE-BUCKET,   OUTPUT-PREFIX/default/_commits/,      no",
    "OUTPUT-BUCKET, OUTPUT-PREFIX,                        yes",
    "OUTPUT-BUCKET, OUTPUT-PREFIX/default/_commits/,      yes",
    "OUTPUT-BUCKET, OUTPUT-PREFIX/default/runs/,          yes",
    "OUTPUT-BUCKET, '',                                   no",
    "OUTPUT-BUCKET, elsewhere/,                           no",
    "OUTPUT-BUCKET, LAKE-PREFIX/queries/,                 no",
    "CODE-BUCKET,   CODE-PREFIX/,                         no",
    "LOGS-BUCKET,   LOGS-PREFIX/,                         no"
  })
  void roleMayListWhatARunReadsAndNoMore(String bucket, String prefix, String expected)
      throws IOException {
    assertThat(isAllowed("s3:ListBucket", bucket, false, Optional.of(prefix)))
        .isEqualTo(expected.equals("yes"));
    // without a prefix the whole bucket would be listed
    assertThat(isAllowed("s3:ListBucket", bucket, false, Optional.empty())).isFalse();
  }

  @Test
  void roleHasNoActionThatIsNotNeeded() throws IOException {
    Set<String> actions = new HashSet<>();
    for (JsonNode statement : json("s3-policy.json").get("Statement")) {
      statement.get("Action").forEach(action -> actions.add(action.asText()));
      statement
          .get("Resource")
          .forEach(
              one ->
                  assertThat(one.asText())
                      .matches("arn:aws:s3:::(LAKE|OUTPUT|CODE|LOGS)-BUCKET.*"));
    }

    assertThat(actions)
        .containsExactlyInAnyOrder(
            "s3:ListBucket",
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:ListBucketMultipartUploads");
  }

  @Test
  void staleUploadsAreAborted() throws IOException {
    JsonNode rule = json("s3-lifecycle.json").get("Rules").get(0);

    assertThat(rule.get("Status").asText()).isEqualTo("Enabled");
    assertThat(rule.get("Filter").get("Prefix").asText()).isEqualTo("OUTPUT-PREFIX/");
    // longer than any run
    assertThat(rule.get("AbortIncompleteMultipartUpload").get("DaysAfterInitiation").asInt())
        .isGreaterThanOrEqualTo(2);
  }

  /** Fails if our command line would refuse the arguments. */
  static void assertAccepted(List<String> arguments) {
    assertThatCode(() -> Racer.commandLine().parseArgs(arguments.toArray(String[]::new)))
        .as(String.join(" ", arguments))
        .doesNotThrowAnyException();
  }

  @Test
  void argumentsThatAreNotOursAreFound() {
    assertThatThrownBy(() -> assertAccepted(List.of("nightly", "--dates", "2026-11-21")))
        .isInstanceOf(AssertionError.class);
  }

  /** What a policy says of one request: denied if any statement denies it, else allowed by one. */
  private static boolean isAllowed(
      String action, String resource, boolean ifNoneMatch, Optional<String> prefix)
      throws IOException {
    boolean allowed = false;
    for (JsonNode statement : json("s3-policy.json").get("Statement")) {
      boolean applies =
          holds(statement.get("Action"), action)
              && holds(statement.get("Resource"), "arn:aws:s3:::" + resource)
              && holds(statement.path("Condition"), ifNoneMatch, prefix);
      if (applies && statement.get("Effect").asText().equals("Deny")) {
        return false;
      }
      allowed |= applies;
    }
    return allowed;
  }

  /** All conditions of a statement; one that is not known here must not pass unseen. */
  private static boolean holds(JsonNode condition, boolean ifNoneMatch, Optional<String> prefix) {
    boolean holds = true;
    for (Iterator<String> operators = condition.fieldNames(); operators.hasNext(); ) {
      String operator = operators.next();
      for (Iterator<String> keys = condition.get(operator).fieldNames(); keys.hasNext(); ) {
        String key = keys.next();
        JsonNode values = condition.get(operator).get(key);
        holds &=
            switch (operator + " " + key) {
              case "Null s3:if-none-match" -> values.asText().equals("true") != ifNoneMatch;
              case "StringLike s3:prefix" -> prefix.filter(text -> holds(values, text)).isPresent();
              default -> throw new AssertionError("Not evaluated: " + operator + " " + key);
            };
      }
    }
    return holds;
  }

  private static boolean holds(JsonNode patterns, String text) {
    return StreamSupport.stream(patterns.spliterator(), false)
        .map(pattern -> "\\Q" + pattern.asText().replace("*", "\\E.*\\Q") + "\\E")
        .anyMatch(text::matches);
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(FOLDER.resolve(file)).replace("PUBLICATION", "default"));
  }

  private static Map<String, Object> manifest() throws IOException {
    return new Yaml().load(Files.readString(FOLDER.resolve("kubernetes.yaml")));
  }

  private static List<String> violations(Map<String, Object> manifest) throws IOException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    try (InputStream list = SchedulesTest.class.getResourceAsStream(FIELDS)) {
      new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ", -1)))
          .forEach(line -> fields.put(line.get(0), line));
    }
    List<String> violations = new ArrayList<>();
    check("", manifest, fields, violations);
    return violations;
  }

  private static void check(
      String path, Map<?, ?> object, Map<String, List<String>> fields, List<String> violations) {
    fields.forEach(
        (field, line) -> {
          boolean isHere =
              field.startsWith(path) && field.indexOf('.', path.length()) < 0 && line.size() == 3;
          if (isHere && !object.containsKey(field.substring(path.length()))) {
            violations.add("missing field " + field);
          }
        });
    object.forEach(
        (key, value) -> {
          List<String> line = fields.getOrDefault(path + key, fields.get(path + "*"));
          if (line == null) {
            violations.add("unknown field " + path + key);
          } else {
            checkValue(path + key, value, line.get(1), fields, violations);
          }
        });
  }

  private static void checkValue(
      String path,
      Object value,
      String type,
      Map<String, List<String>> fields,
      List<String> violations) {
    boolean fits =
        switch (type) {
          case "string" -> value instanceof String;
          case "integer" -> value instanceof Integer;
          case "boolean" -> value instanceof Boolean;
          case "list" -> value instanceof List;
          case "object" -> value instanceof Map;
          default -> true;
        };
    if (!fits) {
      violations.add(path + " must be of type " + type + ", got " + value);
    } else if (type.equals("object")) {
      check(path + ".", (Map<?, ?>) value, fields, violations);
    } else if (type.equals("list")) {
      String elements = fields.get(path + "[]").get(1);
      ((List<?>) value).forEach(one -> checkValue(path + "[]", one, elements, fields, violations));
    }
  }
}
