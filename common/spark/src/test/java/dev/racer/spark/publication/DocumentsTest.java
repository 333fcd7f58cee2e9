package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
  private static final String RUN = "00000000000000aa";
  private static final QualityReport QUALITY =
      new QualityReport(
          List.of(
              new QualityReport.TableQuality(
                  "queries",
                  10,
                  7,
                  new TreeMap<>(Map.of("null-key", 1L)),
                  new TreeMap<>(Map.of("excluded-by-rule", 2L)))),
          List.of(
              new QualityReport.RouterQuality(
                  "knn \"5\"",
                  "v2",
                  "0123456789abcdef",
                  7,
                  new TreeMap<>(Map.of("unscored", 1L)),
                  new TreeMap<>(Map.of("answerable", 6L, "undecided", 1L)),
                  new TreeMap<>(Map.of("correct", 9L, "not-called", 2L)),
                  4,
                  3,
                  new TreeMap<>(Map.of("tenant", 2L)))));
  private static final Manifest MANIFEST =
      new Manifest(
          RUN,
          "team",
          new Manifest.Code("0.1.0", "unknown", "4.1.2"),
          -7,
          new DateRange(Optional.of(LocalDate.of(2026, 1, 1)), Optional.empty()),
          List.of(new Manifest.ConfigEntry("calibration.seed", "-7", "--set")),
          List.of(new Manifest.Input("queries", "/lake/ä", 3, 1L << 40, 10, "ab")),
          QUALITY,
          List.of(
              new Manifest.Output("thresholds.json", 5, Optional.of("ff"), OptionalLong.empty()),
              new Manifest.Output("risk_curve", 9, Optional.empty(), OptionalLong.of(1000))));
  private static final RunStatus STATUS =
      new RunStatus(
          RUN,
          RUN + "-00000001",
          "nightly",
          Optional.of(LocalDate.of(2026, 11, 21)),
          RunOutcome.REFUSED,
          4,
          Optional.of("line\nbreak"),
          OptionalLong.of(3),
          Instant.parse("2026-11-22T10:15:30Z"),
          Instant.parse("2026-11-22T10:15:31.5Z"),
          Optional.of(QUALITY),
          List.of(
              new GateVerdict("quarantined-share", "0.1", "0.01", false),
              new GateVerdict("in-force", "2 of 2", "all", true)));

  @Test
  void aManifestReadsBackAsItWasWritten() {
    assertThat(Manifest.fromJson(MANIFEST.toJson(), "here")).isEqualTo(MANIFEST);
  }

  @Test
  void aManifestNamesTheVersionAppliedIfThereIsOne() {
    String attempt = "attempts/" + RUN + "-00000002";
    Manifest applying =
        new Manifest(
            RUN,
            "team",
            MANIFEST.code(),
            0,
            MANIFEST.range(),
            List.of(),
            List.of(),
            QUALITY,
            List.of(),
            Optional.of(new Manifest.Applied(3, attempt, "ab")));

    assertThat(Manifest.fromJson(applying.toJson(), "here")).isEqualTo(applying);
    assertThat(new String(MANIFEST.toJson(), StandardCharsets.UTF_8)).doesNotContain("applied");
  }

  @Test
  void aStatusReadsBackAsItWasWritten() {
    assertThat(RunStatus.fromJson(STATUS.toJson(), "here")).isEqualTo(STATUS);
    byte[] line = STATUS.toJsonLine().getBytes(StandardCharsets.UTF_8);
    assertThat(RunStatus.fromJson(line, "here")).isEqualTo(STATUS);
  }

  @Test
  void aStatusWithoutOptionalPartsReadsBackAsItWasWritten() {
    RunStatus status =
        new RunStatus(
            RUN,
            RUN + "-00000001",
            "calibrate",
            Optional.empty(),
            RunOutcome.FAILED,
            1,
            Optional.empty(),
            OptionalLong.empty(),
            STATUS.startedAt(),
            STATUS.endedAt(),
            Optional.empty(),
            List.of());

    assertThat(RunStatus.fromJson(status.toJson(), "here")).isEqualTo(status);
  }

  @Test
  void linesHoldNoLineBreak() {
    assertThat(STATUS.toJsonLine()).doesNotContain("\n").startsWith("{\"schema_version\":1,");
    assertThat(QUALITY.toJsonLine()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"run_id\"' | '\"run\"' | here: key run_id is missing",
        "'\"seed\":-7' | '\"seed\":-7,\"seed\":-7' | here: is not valid JSON: Duplicate field 'seed'",
        "'\"seed\":-7' | '\"seed\":-7.5' | here: seed must be an integer, got -7.5",
        "'\"seed\":-7' | '\"seed\":null' | here: seed must be an integer, got null",
        "'\"seed\":-7' | '\"seed\":99999999999999999999' | here: is not valid JSON:",
        "'\"seed\":-7' | '\"seed\":-7,\"more\":1' | here: unknown key [more]",
        "'\"2026-01-01\"' | '\"2026-13-01\"' | 'here, range: from must be a date such as 2026-11-22, got 2026-13-01'",
        "'\"files\":3' | '\"files\":\"3\"' | 'here, inputs[0]: files must be an integer, got 3'",
        "'\"rows_used\":7' | '\"rows_used\":-7' | 'here, quality, tables[0]: rows_used must not be negative, got -7'",
        "'\"schema_version\":1' | '\"schema_version\":2' | 'here: schema_version must be 1, got 2'",
      })
  void damageIsRefusedWithItsPlace(String part, String damaged, String message) {
    String text =
        new String(MANIFEST.toJson(), StandardCharsets.UTF_8)
            .replaceAll("\\n *", "")
            .replace("\" : ", "\":");
    assertThat(text).contains(part);
    byte[] json = text.replace(part, damaged).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Manifest.fromJson(json, "here"))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void nothingMayFollowADocument() {
    byte[] json = (STATUS.toJsonLine() + "{}").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> RunStatus.fromJson(json, "here"))
        .isInstanceOf(DataContractException.class)
        .hasMessage("here: expected nothing after the JSON object");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] json = STATUS.toJson();
    assertThat(json.length).isGreaterThan(500);

    for (int length = 0; length < json.length - 1; length++) { // the last byte is a line feed
      byte[] part = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> RunStatus.fromJson(part, "here"))
          .as("first %d bytes", length)
          .isInstanceOf(DataContractException.class);
    }
  }
}
