package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.RunOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CalibrateSummaryTest {
  private static final String ATTEMPT = TinyPublication.RUN + "-00000001";
  private static final Commit COMMIT =
      new Commit(
          3,
          TinyPublication.RUN,
          "attempts/" + ATTEMPT,
          "0".repeat(64),
          "1".repeat(64),
          TinyPublication.BEGIN.plusSeconds(90));

  @Test
  void aPublishedRunIsSummedUp() {
    String text = summary(RunOutcome.PUBLISHED, TinyPublication.rows()).text();

    assertThat(text)
        .isEqualTo(
            """
            Published version 3 (run 00000000000000aa)
            Attempt: /out/tiny/attempts/00000000000000aa-00000001
            Thresholds: 9 feasible, 1 infeasible, 0 unreachable
            In force for router knn: misrouting at 0.10, n 12,000, threshold 0.812500, risk 0.0938, set size 1.50, abstains 0.0625
            In force for router mlp: misrouting at 0.10, n 12,000, threshold 0.812500, risk 0.0938, set size 1.50, abstains 0.0625
            Rows of queries: 12,345 read, 12,000 used, 340 excluded (excluded-by-rule 340), 5 quarantined (null-key 5)
            Rows of outcomes: 24,000 read, 24,000 used, 0 excluded, 0 quarantined
            Records of router knn: 12,000, excluded 3 (partly-scored 1, unscored 2)
            Records of router mlp: 12,000, excluded 0
            Warning: router knn: 3 records have no tenant
            """);
  }

  @Test
  void aRerunSaysThatItIsPublishedAlready() {
    assertThat(summary(RunOutcome.ALREADY_PUBLISHED, TinyPublication.rows()).text())
        .startsWith("Already published as version 3: same inputs, configuration and code");
  }

  @Test
  void aRefusalNamesTheGate() {
    assertThat(summary(RunOutcome.REFUSED, TinyPublication.rows()).text())
        .startsWith("Refused by the gate: too bad; the last version stays in force\n")
        .contains("Gate: quarantined-share is 0.0004, allowed is 0.0001\n");
  }

  @Test
  void aDryRunShowsTheDifference() {
    assertThat(summary(RunOutcome.DRY_RUN, TinyPublication.rows()).text())
        .startsWith("Dry run: nothing is published")
        .contains("8 rows added, 0 removed, 1 changed, 1 unchanged\n", "\n+ mlp all")
        .doesNotContain("Attempt:");
  }

  @Test
  void aLongDifferenceIsCutForPeopleAndWholeForMachines() throws IOException {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (int i = 1000; i < 2_248; i++) {
      rows.add(
          TinyPublication.row("mlp", "tenant=" + i, "gap", "0.01", 500, OptionalDouble.of(0.5)));
    }
    CalibrateSummary summary = summary(RunOutcome.DRY_RUN, rows);

    String text = summary.text();

    assertThat(text)
        .contains("1,248 rows added, 2 removed, 0 changed, 0 unchanged\n+ mlp tenant=1000 ")
        .contains("\n+ mlp tenant=1049 ")
        .doesNotContain("tenant=1050")
        .endsWith("\nand 1,200 more; --json lists all\n");
    List<String> lines = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(summary.json())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING
            && "lines".equals(parser.getParsingContext().getParent().getCurrentName())) {
          lines.add(parser.getText());
        }
      }
    }
    assertThat(lines).hasSize(1_250).first().asString().startsWith("+ mlp tenant=1000 ");
    assertThat(lines).last().asString().startsWith("- knn all");
  }

  @Test
  void aDifferenceThatFitsIsNotCut() {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (int i = 10; i < 58; i++) {
      rows.add(
          TinyPublication.row("mlp", "tenant=" + i, "gap", "0.01", 500, OptionalDouble.of(0.5)));
    }

    assertThat(summary(RunOutcome.DRY_RUN, rows).text()) // 48 added and 2 removed
        .contains("+ mlp tenant=57 ", "- knn all")
        .doesNotContain("more; --json");
  }

  @Test
  void rowsInForceWithoutThresholdAreWarnedOfButNotEndlessly() {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      rows.add(TinyPublication.row("mlp", "tenant=" + i, "gap", "0.10", 5, OptionalDouble.empty()));
    }

    String text = summary(RunOutcome.PUBLISHED, rows).text();

    assertThat(text)
        .contains(
            "Warning: router mlp, segment tenant=10: misrouting at 0.10, n 5, infeasible: needs"
                + " n=54; what is in force there is call-all\n")
        .endsWith("Warning: and 21 more of these\n");
  }

  @Test
  void machinesGetOneObject() throws IOException {
    String json = summary(RunOutcome.PUBLISHED, TinyPublication.rows()).json();

    assertThat(json)
        .doesNotContain("\n")
        .startsWith("{\"schema_version\":1,\"status\":{\"schema_version\":1,\"run_id\":")
        .contains(
            ",\"commit\":{\"schema_version\":3,\"sequence\":3,",
            ",\"rows\":{\"feasible\":9,\"infeasible\":1,\"unreachable\":0}",
            ",\"difference\":{\"added\":8,\"removed\":0,\"changed\":1,\"unchanged\":1}",
            ",\"warnings\":[\"router knn: 3 records have no tenant\"]}");
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      parser.skipChildren();
      assertThat(parser.nextToken()).isNull();
    }
  }

  @Test
  void numbersAreTheSameInEveryLocale() {
    Locale locale = Locale.getDefault();
    CalibrateSummary published = summary(RunOutcome.PUBLISHED, TinyPublication.rows());
    CalibrateSummary dryRun = summary(RunOutcome.DRY_RUN, TinyPublication.rows());
    List<String> texts = List.of(published.text(), published.json(), dryRun.text(), dryRun.json());
    try {
      Locale.setDefault(new Locale("ar", "EG"));

      assertThat(List.of(published.text(), published.json(), dryRun.text(), dryRun.json()))
          .isEqualTo(texts);
    } finally {
      Locale.setDefault(locale);
    }
  }

  private static CalibrateSummary summary(RunOutcome outcome, List<PublishedThreshold> rows) {
    PublishedThresholds before =
        TinyPublication.document(
            List.of(
                TinyPublication.rows().get(0),
                TinyPublication.row("knn", "all", "gap", "0.01", 9_000, OptionalDouble.of(0.25))));
    return CalibrateSummary.of(
        new CalibrateResult(
            TinyPublication.status(
                ATTEMPT,
                outcome,
                outcome == RunOutcome.REFUSED ? Optional.of("too bad") : Optional.empty(),
                OptionalLong.of(3)),
            Optional.of(COMMIT),
            TinyPublication.document(rows),
            Optional.of(before),
            "/out/tiny/attempts/" + ATTEMPT));
  }
}
