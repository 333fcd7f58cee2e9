package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTest {
  private static final String RUN = "00000000000000aa";
  private static final Commit COMMIT =
      new Commit(
          7,
          CommitKind.PROTECTIVE,
          RUN,
          "attempts/" + RUN + "-00000001",
          "0123456789abcdef".repeat(4),
          "fedcba9876543210".repeat(4),
          Optional.of(LocalDate.of(2026, 11, 21)),
          true,
          Instant.parse("2026-11-22T10:15:30.123456Z"),
          Optional.of(Instant.parse("2026-11-29T10:15:30Z")),
          Optional.of("\"32\" misses"));

  @Test
  void hasTheAgreedForm() {
    assertThat(COMMIT.toJson())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            """
            {
              "schema_version" : 3,
              "sequence" : 7,
              "kind" : "protective",
              "run_id" : "00000000000000aa",
              "attempt" : "attempts/00000000000000aa-00000001",
              "manifest_sha256" : "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
              "thresholds_sha256" : "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
              "date" : "2026-11-21",
              "pinned" : true,
              "committed_at" : "2026-11-22T10:15:30.123456Z",
              "valid_until" : "2026-11-29T10:15:30Z",
              "reason" : "\\"32\\" misses"
            }
            """);
  }

  @Test
  void readsBackAsItWasWritten() {
    assertThat(Commit.fromJson(COMMIT.toJson())).isEqualTo(COMMIT);
    byte[] line = (COMMIT.toJsonLine() + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(Commit.fromJson(line)).isEqualTo(COMMIT);
    assertThat(COMMIT.toJsonLine()).startsWith("{\"schema_version\":3,\"sequence\":7,");
  }

  @Test
  void saysWhereItsFilesAre() {
    assertThat(COMMIT.attemptId()).isEqualTo("00000000000000aa-00000001");
    assertThat(COMMIT.thresholdsFile())
        .isEqualTo("attempts/00000000000000aa-00000001/thresholds.json");
    assertThat(CommitLog.file(COMMIT.sequence())).isEqualTo("_commits/00000000000000000007.json");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = COMMIT.toJson();
    for (int length = 0; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);

      assertThatThrownBy(() -> Commit.fromJson(truncated))
          .as("%d of %d bytes", length, whole.length)
          .isExactlyInstanceOf(PublishedFormatException.class);
    }
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version\" : 3|version\" : 2|Line 2, /schema_version: expected schema version 3, got '2'",
        "version\" : 3|version\" : 4|Line 2, /schema_version: expected schema version 3, got '4';"
            + " this reader is older than the document",
        "sequence\" : 7|sequence\" : 0|Line 13: Sequence must be at least 1, got 0",
        "\"run_id\"|\"run\"|Line 5, /run: expected key 'run_id', got key 'run'",
        "attempts/|attempt/|"
            + "Line 13: Attempt must be a folder in attempts/, got"
            + " 'attempt/00000000000000aa-00000001'",
        "aa-0|ab-0|Line 13: Attempt id must be 00000000000000aa- and 8 hex digits, got"
            + " 00000000000000ab-00000001",
        "\"0123456789abcdef|\"|Line 13: SHA-256 of the manifest must be 64 hex digits, got"
            + " 0123456789abcdef0123456789abcdef0123456789abcdef",
        "\"fedc|\"FEDC|Line 13: SHA-256 of the thresholds must be 64 hex digits, got"
            + " FEDCba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
        "30.123456Z|30|Line 11, /committed_at: expected a UTC instant such as"
            + " 2026-11-22T10:15:30Z, got '2026-11-22T10:15:30'",
        "protective|promote|Line 4: Unknown kind 'promote', expected one of publish, protective,"
            + " rollback",
        "\"2026-11-21\"|\"2026-11-31\"|Line 9, /date: expected a date such as 2026-11-22, got"
            + " '2026-11-31'",
        "pinned\" : true|pinned\" : 1|Line 10, /pinned: expected true or false, got '1'",
        "\n}|,\"more\":1}|Line 14, /more: expected no more keys, got key 'more'",
      })
  void damageIsRefusedWithItsPlace(String part, String damaged, String message) {
    String text = new String(COMMIT.toJson(), StandardCharsets.UTF_8);
    assertThat(text).contains(part);
    byte[] json = text.replace(part, damaged).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Commit.fromJson(json))
        .isInstanceOf(PublishedFormatException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsNotSetIsNull() {
    Commit plain =
        new Commit(1, RUN, COMMIT.attempt(), "0".repeat(64), "1".repeat(64), Instant.EPOCH);

    assertThat(plain.toJsonLine())
        .contains("\"kind\":\"publish\"")
        .contains("\"date\":null,\"pinned\":false,")
        .endsWith("\"valid_until\":null,\"reason\":null}");
    assertThat(Commit.fromJson(plain.toJson())).isEqualTo(plain);
  }

  @Test
  void isStaleAfterTheLastMomentItIsValid() {
    Instant last = Instant.parse("2026-11-29T10:15:30Z");

    assertThat(COMMIT.isStale(last)).isFalse();
    assertThat(COMMIT.isStale(last.plusNanos(1))).isTrue();
    assertThat(
            new Commit(1, RUN, COMMIT.attempt(), "0".repeat(64), "1".repeat(64), Instant.EPOCH)
                .isStale(Instant.MAX))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ünïcode \\ \t \u0001 \n line", "\ud83d\ude00", "x"})
  void anyTextIsAReason(String reason) {
    Commit commit = withReason(reason);

    assertThat(Commit.fromJson(commit.toJson())).isEqualTo(commit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "\ud83d"})
  void whatSaysNothingIsNoReason(String reason) {
    assertThatThrownBy(() -> withReason(reason))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Reason must ");
    assertThatThrownBy(() -> withReason("x".repeat(Commit.MOST_REASON + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Reason must have 1 to 500 characters");
  }

  private static Commit withReason(String reason) {
    return new Commit(
        8,
        CommitKind.ROLLBACK,
        RUN,
        COMMIT.attempt(),
        COMMIT.manifestSha256(),
        COMMIT.thresholdsSha256(),
        Optional.empty(),
        false,
        COMMIT.committedAt(),
        Optional.empty(),
        Optional.of(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00000000000000aa", "00000000000000aa-0000001", "00000000000000ab-00000001"})
  void anAttemptBelongsToItsRun(String attempt) {
    assertThatThrownBy(
            () ->
                new Commit(
                    1, RUN, "attempts/" + attempt, "0".repeat(64), "0".repeat(64), Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Attempt id must be " + RUN + "- and 8 hex digits, got " + attempt);
  }

  @Test
  void attemptsOfARunAreToldApartByANumber() {
    assertThat(AttemptId.of(RUN, -1)).isEqualTo("00000000000000aa-ffffffff");
    assertThat(AttemptId.matches(AttemptId.of(RUN, 0))).isTrue();
    assertThatThrownBy(() -> AttemptId.of("aa", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Run id must be 16 hex digits, got aa");
  }
}
