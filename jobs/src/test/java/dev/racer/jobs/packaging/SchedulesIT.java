package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts in submit/schedules, with commands of our own in place of those that they call. */
class SchedulesIT {
  private static final Path SCHEDULES = Processes.ROOT.resolve("submit/schedules");

  @TempDir private Path folder;
  private Path launcher;
  private Path notify;

  @BeforeEach
  void writeCommands() throws IOException {
    // ends with the codes in the file, one after another, and writes down its arguments
    launcher =
        command(
            "launcher",
            """
            printf '%s\\n' "$*" >>"$0.arguments"
            printf 'out of the night\\n'
            printf 'racer: err of the night\\n' >&2
            code=$(head -n 1 "$0.codes")
            sed -i 1d "$0.codes"
            exit "$code"
            """);
    notify =
        command(
            "notify",
            """
            printf '%s|%s|' "$1" "$2" >"$0.told"
            cat >>"$0.told"
            """);
  }

  @Test
  void goodNightTellsNobody() throws Exception {
    codes("0");

    Processes.Finished night = night(Map.of());

    assertThat(night.exitCode()).as(night.err()).isZero();
    assertThat(night.out()).isEqualTo("out of the night\n");
    assertThat(folder.resolve("notify.told")).doesNotExist();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    assertThat(arguments())
        .hasSize(1)
        .first()
        .isIn(
            "nightly --config /etc/racer/site.conf --date " + today.minusDays(1),
            "nightly --config /etc/racer/site.conf --date " + today); // midnight passed
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void refusalIsToldAtOnceWithTheEndOfTheOutput(int code) throws Exception {
    codes(code + "");

    Processes.Finished night = night(Map.of(), "--date", "2026-11-21", "--force");

    assertThat(night.exitCode()).isEqualTo(code);
    assertThat(arguments())
        .containsExactly("nightly --config /etc/racer/site.conf --date 2026-11-21 --force");
    assertThat(folder.resolve("notify.told"))
        .content()
        .startsWith(code + "|racer nightly on ")
        .contains("err of the night", "out of the night");
    if (code == 4) {
      assertThat(folder.resolve("notify.told")).content().contains("the gate refused");
    }
  }

  @Test
  void failureIsTriedAgainAndToldIfItStays() throws Exception {
    codes("1", "0");
    assertThat(night(Map.of()).exitCode()).isZero();
    assertThat(folder.resolve("notify.told")).doesNotExist();
    assertThat(arguments()).hasSize(2);
    assertThat(arguments().get(1)).isEqualTo(arguments().get(0));

    codes("1", "1", "1", "0");
    assertThat(night(Map.of()).exitCode()).isEqualTo(1);
    assertThat(folder.resolve("notify.told")).content().startsWith("1|").contains("failed");
    assertThat(arguments()).hasSize(2 + 3);
  }

  @Test
  void nightThatStillRunsIsLeftAloneAndTold() throws Exception {
    codes("0");
    Process first =
        new ProcessBuilder("flock", folder.resolve("lock").toString(), "cat")
            .redirectErrorStream(true)
            .start();
    try {
      List<String> probe = List.of("flock", "-n", folder.resolve("lock").toString(), "true");
      while (Processes.run(folder, folder.resolve("probe"), Map.of(), probe).exitCode() == 0) {
        assertThat(first.isAlive()).isTrue();
      }

      Processes.Finished night = night(Map.of());

      assertThat(night.exitCode()).isEqualTo(1);
      assertThat(night.err()).contains("the night before still runs");
      assertThat(folder.resolve("notify.told")).content().contains("the night before still runs");
      assertThat(folder.resolve("launcher.arguments")).doesNotExist();
    } finally {
      first.destroy();
    }
  }

  @Test
  void configurationIsRequired() throws Exception {
    Processes.Finished night = night(Map.of("RACER_CONFIG", ""));

    assertThat(night.exitCode()).isEqualTo(2);
    assertThat(night.err())
        .isEqualTo("racer: RACER_CONFIG must name the configuration file of the lake\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUCCESS", "FAILED"})
  void jobRunIsAskedForAndWaitedFor(String end) throws Exception {
    command(
        "aws",
        """
        printf '%%s\\n' "$@" >>"$0.arguments"
        case $2 in
          start-job-run) printf '00f1\\n' ;;
          *) if [[ -f $0.asked ]]; then printf '%s\\n'; else printf 'RUNNING\\n'; touch "$0.asked"; fi ;;
        esac
        """
            .formatted(end));

    Processes.Finished run =
        Processes.run(
            folder,
            folder.resolve("emr"),
            emr(Map.of()),
            List.of(SCHEDULES.resolve("emr-serverless").toString(), "--date=2026-11-21"));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(end.equals("SUCCESS") ? 0 : 1);
    assertThat(run.err()).startsWith("racer: job run 00f1 for 2026-11-21, try 0\n");
    assertThat(run.err().contains("RACER_EMR_TRY=1 runs it again")).isEqualTo(end.equals("FAILED"));
    assertThat(folder.resolve("aws.arguments")).content().contains("start-job-run", "00f1");
  }

  @Test
  void requestOfTheJobRunIsJsonWithOurArguments() throws Exception {
    JsonNode request = request(Map.of(), "--date", "2026-11-21");

    JsonNode submit = request.get("jobDriver").get("sparkSubmit");
    List<String> arguments = new ArrayList<>();
    submit.get("entryPointArguments").forEach(one -> arguments.add(one.asText()));
    assertThat(arguments)
        .containsExactly("nightly", "--config", "site.conf", "--date", "2026-11-21");
    assertThat(submit.get("sparkSubmitParameters").asText())
        .startsWith("--class dev.racer.jobs.cli.Racer --files s3://bucket/code/site.conf --conf ");
    assertThat(request.get("name").asText()).isEqualTo("racer-nightly-2026-11-21");
  }

  @Test
  void driverAndExecutorsOfTheJobRunLogAsOurFileSays() throws Exception {
    Properties ours = new Properties();
    try (Reader file =
        Files.newBufferedReader(Processes.ROOT.resolve("conf/log4j2-json.properties"))) {
      ours.load(file);
    }

    JsonNode overrides =
        request(Map.of()).get("configurationOverrides").get("applicationConfiguration");

    assertThat(overrides)
        .extracting(each -> each.get("classification").asText())
        .containsExactly("spark-driver-log4j2", "spark-executor-log4j2");
    for (JsonNode each : overrides) {
      Properties theirs = new Properties();
      for (Map.Entry<String, JsonNode> one : each.get("properties").properties()) {
        theirs.setProperty(one.getKey(), one.getValue().asText());
      }
      assertThat(theirs).isEqualTo(ours);
    }
    // EMR does not let these be set
    assertThat(ours.stringPropertyNames())
        .noneMatch(key -> key.startsWith("appender.console.") || key.contains("stdout"));
  }

  @Test
  void jobRunsOfOtherOptionsOrAnotherTryHaveTokensOfTheirOwn() throws Exception {
    String token = token(Map.of(), "--date", "2026-11-21");

    assertThat(token).matches("racer-nightly-2026-11-21-[0-9a-f]{16}-0").hasSizeLessThan(65);
    assertThat(token(Map.of(), "--date", "2026-11-21")).isEqualTo(token);
    assertThat(
            List.of(
                token,
                token(Map.of("RACER_EMR_TRY", "1"), "--date", "2026-11-21"),
                token(Map.of(), "--date", "2026-11-21", "--force"),
                token(Map.of(), "--date", "2026-11-22"),
                token(Map.of(), "--from", "2026-11-20", "--to", "2026-11-22"),
                token(Map.of(), "--from", "2026-11-20", "--to", "2026-11-23")))
        .doesNotHaveDuplicates();
    assertThat(token(Map.of(), "--from=2026-11-20", "--to=2026-11-22"))
        .startsWith("racer-nightly-from-2026-11-20-");
  }

  private String token(Map<String, String> environment, String... options) throws Exception {
    return request(environment, options).get("clientToken").asText();
  }

  /** What would be asked of EMR Serverless. */
  private JsonNode request(Map<String, String> environment, String... options) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("RACER_PRINT_COMMAND", "1");
    List<String> command = new ArrayList<>(List.of("" + SCHEDULES.resolve("emr-serverless")));
    command.addAll(List.of(options));
    Processes.Finished run = Processes.run(folder, folder.resolve("emr"), emr(all), command);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private Map<String, String> emr(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PATH", folder + ":" + System.getenv("PATH"));
    environment.put("RACER_EMR_APPLICATION", "00app");
    environment.put("RACER_EMR_ROLE", "arn:aws:iam::123456789012:role/racer");
    environment.put("RACER_EMR_CODE", "s3://bucket/code");
    environment.put("RACER_EMR_LOGS", "s3://bucket/logs");
    environment.put("RACER_POLL_SECONDS", "0");
    return environment;
  }

  private Processes.Finished night(Map<String, String> more, String... options) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("RACER_CONFIG", "/etc/racer/site.conf");
    environment.put("RACER_LAUNCHER", launcher.toString());
    environment.put("RACER_NOTIFY", notify.toString());
    environment.put("RACER_LOCK", folder.resolve("lock").toString());
    environment.put("RACER_RETRY_SECONDS", "0");
    environment.putAll(more);
    List<String> command = new ArrayList<>(List.of(SCHEDULES.resolve("nightly").toString()));
    command.addAll(List.of(options));
    return Processes.run(folder, folder.resolve("night"), environment, command);
  }

  private void codes(String... codes) throws IOException {
    Files.write(folder.resolve("launcher.codes"), List.of(codes));
  }

  private List<String> arguments() throws IOException {
    return Files.readAllLines(folder.resolve("launcher.arguments"));
  }

  private Path command(String name, String body) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
