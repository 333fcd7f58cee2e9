package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.Policy;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.ScoreKind;
import dev.racer.jobs.evaluate.Cell;
import dev.racer.jobs.evaluate.CellSummary;
import dev.racer.jobs.evaluate.CellSummary.MeanAndDeviation;
import dev.racer.jobs.evaluate.CellSummary.Verdict;
import dev.racer.jobs.evaluate.EvaluateResult;
import dev.racer.jobs.evaluate.Objective;
import dev.racer.jobs.evaluate.Selection;
import dev.racer.jobs.evaluate.Shift;
import dev.racer.jobs.evaluate.Verb;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EvaluateSummaryTest {
  private static final RiskLevel SHOWN = RiskLevel.parse("0.10");
  private static final RiskLevel OTHER = RiskLevel.parse("0.01");
  private static final ScoreKind GAP = ScoreKind.ofKeys("softmax", "one-minus-max", "gap");

  @Test
  void evidenceAboutTheDataComesFirst() {
    String text =
        summary(
                List.of(
                    row(
                        "date",
                        SHOWN,
                        Verdict.FAILED,
                        "more misses than exchangeable queries have"),
                    row("random", SHOWN, Verdict.PASSED, "")),
                List.of(shift(true)),
                Optional.empty())
            .text();

    assertThat(text)
        .containsSubsequence(
            "Evaluated (run 00000000000000aa)",
            "Split by date (evidence about the data): 0 of 1 rows as promised, 1 not",
            "Not as promised:",
            "more misses than exchangeable queries have",
            "Right more or less often than before, by more than chance:",
            "large",
            "0.8200",
            "0.7150",
            "1.0e-05",
            "Random splits (a check of the implementation, whatever the data): 1 of 1 rows as"
                + " promised");
  }

  @Test
  void failedRowsOfOtherLevelsAreListedToo() {
    EvaluateSummary summary =
        summary(
            List.of(
                row("random", SHOWN, Verdict.PASSED, ""),
                row("random", OTHER, Verdict.FAILED, "fewer misses: a defect")),
            List.of(),
            Optional.of("1 rows of random splits failed the check of the implementation"));

    assertThat(summary.text())
        .containsSubsequence("Not as promised:", "0.01", "fewer misses: a defect")
        .contains("No: 1 rows of random splits failed");
    assertThat(summary.json())
        .contains("\"risk_level\":\"0.01\"", "\"verdict_reason\":\"fewer misses: a defect\"")
        .contains("{\"split\":\"random\",\"passed\":1,\"failed\":1,\"not_checked\":0}");
  }

  @Test
  void withoutADifferenceNothingIsSaidToHaveShifted() {
    String text =
        summary(
                List.of(row("column", SHOWN, Verdict.PASSED, "")),
                List.of(shift(false)),
                Optional.empty())
            .text();

    assertThat(text)
        .contains("How often models are right on both sides differs by no more than chance.")
        .doesNotContain("Right more or less often");
  }

  @Test
  void choicesNameTheirSplitWhereThereAreSeveral() {
    EvaluateSummary summary =
        summary(
            List.of(
                row("date", SHOWN, Verdict.PASSED, ""), row("random", SHOWN, Verdict.PASSED, "")),
            List.of(shift(false)),
            Optional.empty(),
            List.of(selection("random"), selection("date")));

    assertThat(summary.text())
        .containsSubsequence(
            "Chosen by validation queries, most frequently (accuracy):", "split", "random", "date")
        .contains("weighted:p_true", "0.500", "1 of 1", "0.9000");
    assertThat(summary.json())
        .contains(
            "{\"split\":\"random\",\"router\":\"mlp\",\"segment\":\"all\",\"choice\":\"gap\","
                + "\"normalization\":\"softmax\",\"null_score\":\"one-minus-max\","
                + "\"nonconformity\":\"gap\",\"risk_level\":\"0.10\",\"vote\":\"weighted:p_true\","
                + "\"temperature\":0.5,\"chosen\":1,\"trials\":1,\"test_accuracy_mean\":0.9,"
                + "\"test_set_size_mean\":2.5,\"selection_uses_calibration\":false}");
  }

  private static EvaluateSummary summary(
      List<CellSummary> cells, List<Shift> shifts, Optional<String> reason) {
    return summary(cells, shifts, reason, List.of());
  }

  private static EvaluateSummary summary(
      List<CellSummary> cells,
      List<Shift> shifts,
      Optional<String> reason,
      List<Selection> selections) {
    Instant now = Instant.parse("2026-11-22T10:15:30Z");
    return new EvaluateSummary(
        new EvaluateResult(
            Verb.EVALUATE,
            new RunStatus(
                "00000000000000aa",
                "00000000000000aa-00000001",
                "evaluate",
                Optional.empty(),
                RunOutcome.EVALUATED,
                reason.isEmpty() ? 0 : 4,
                reason,
                OptionalLong.empty(),
                now,
                now,
                Optional.empty(),
                List.of()),
            cells,
            shifts,
            selections,
            new Policy(GAP, RiskTarget.MISROUTING, Guarantee.EXPECTED, SHOWN),
            "attempt"));
  }

  private static CellSummary row(String split, RiskLevel level, Verdict verdict, String reason) {
    MeanAndDeviation none = new MeanAndDeviation(0.25, null);
    return new CellSummary(
        split,
        cell(level),
        1,
        1,
        100.0,
        80.0,
        0.137,
        null,
        0.0995,
        0.02,
        2.1,
        0.001,
        0.002,
        verdict,
        reason,
        none,
        none,
        none,
        none,
        0.0,
        0.0);
  }

  private static Cell cell(RiskLevel level) {
    return new Cell("mlp", "all", GAP, RiskTarget.MISROUTING, Guarantee.EXPECTED, level);
  }

  private static Shift shift(boolean shifted) {
    return new Shift(
        "date",
        "mlp",
        "all",
        Shift.MODEL,
        "large",
        1_000,
        820,
        1_000,
        715,
        OptionalDouble.of(1e-5),
        shifted);
  }

  private static Selection selection(String split) {
    Selection.Figures figures =
        new Selection.Figures(
            80, OptionalDouble.of(.9), OptionalDouble.of(2.5), OptionalDouble.empty());
    return new Selection(
        split,
        0,
        "gap",
        Objective.ACCURACY,
        .9,
        cell(SHOWN),
        Optional.of("weighted:p_true"),
        OptionalDouble.of(.5),
        false,
        100,
        OptionalLong.of(91),
        "feasible",
        OptionalDouble.of(.7),
        figures,
        figures,
        OptionalDouble.of(.1));
  }
}
