package dev.racer.jobs.cli;

import dev.racer.core.conformal.Policy;
import dev.racer.jobs.evaluate.Cell;
import dev.racer.jobs.evaluate.CellSummary;
import dev.racer.jobs.evaluate.CellSummary.Verdict;
import dev.racer.jobs.evaluate.EvaluateResult;
import dev.racer.jobs.evaluate.Selection;
import dev.racer.jobs.evaluate.SelectionSummary;
import dev.racer.jobs.evaluate.Shift;
import dev.racer.jobs.evaluate.Verb;
import dev.racer.jobs.show.TextTable;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.schema.EvaluationTables;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** What a run of trials came to, for people or as one JSON object for machines. */
record EvaluateSummary(EvaluateResult result) {
  private static final int MOST_ROWS = 40;

  /** For people; ends with a newline. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    if (result.status().outcome() != RunOutcome.DRY_RUN) {
      lines.add("Attempt: " + result.attemptFolder());
    }
    result.status().quality().ifPresent(quality -> CalibrateSummary.addRows(quality, lines));
    StringBuilder text = new StringBuilder(String.join("\n", lines)).append('\n');
    for (String split : splits()) {
      text.append('\n').append(check(split)).append('\n');
      text.append(failed(split)).append(cells(split));
      if (!split.equals(EvaluationTables.RANDOM)) {
        text.append(shifts(split));
      }
    }
    result.status().reason().ifPresent(reason -> text.append("\nNo: ").append(reason).append('\n'));
    if (!result.selections().isEmpty()) {
      text.append('\n').append(selections());
    } else if (result.status().reason().isEmpty()) {
      text.append(
          "\nNothing was chosen: no candidate meets the objective on validation queries.\n");
    }
    return text.toString();
  }

  /** For machines: one line, without a newline. */
  String json() {
    List<String> checks = new ArrayList<>();
    for (String split : splits()) {
      checks.add(
          "{\"split\":"
              + quoted(split)
              + ",\"passed\":"
              + count(split, Verdict.PASSED)
              + ",\"failed\":"
              + count(split, Verdict.FAILED)
              + ",\"not_checked\":"
              + count(split, Verdict.NOT_CHECKED)
              + "}");
    }
    return "{\"schema_version\":1,\"status\":"
        + result.status().toJsonLine()
        + ",\"attempt_folder\":"
        + quoted(result.attemptFolder())
        + ",\"checks\":["
        + String.join(",", checks)
        + "],\"cells\":["
        + String.join(
            ",",
            result.cells().stream()
                .filter(row -> row.verdict() == Verdict.FAILED || isShown(row))
                .map(EvaluateSummary::json)
                .toList())
        + "],\"shifts\":["
        + String.join(
            ",",
            result.shifts().stream().filter(Shift::shifted).map(EvaluateSummary::json).toList())
        + "],\"selections\":["
        + String.join(
            ",",
            SelectionSummary.of(result.selections()).stream().map(EvaluateSummary::json).toList())
        + "]}";
  }

  private static String json(CellSummary row) {
    Cell cell = row.cell();
    return "{\"split\":"
        + quoted(row.split())
        + ",\"router\":"
        + quoted(cell.router())
        + ",\"segment\":"
        + quoted(cell.segment())
        + ",\"normalization\":"
        + quoted(cell.kind().normalization().key())
        + ",\"null_score\":"
        + quoted(cell.kind().nullScore().key())
        + ",\"nonconformity\":"
        + quoted(cell.kind().nonconformity().key())
        + ",\"risk_target\":"
        + quoted(cell.target().key())
        + ",\"guarantee\":"
        + quoted(cell.guarantee().key())
        + ",\"risk_level\":"
        + quoted(cell.level().text())
        + ",\"feasible_trials\":"
        + row.feasibleTrials()
        + ",\"risk_mean\":"
        + row.riskMean()
        + ",\"risk_sd\":"
        + row.riskDeviation()
        + ",\"reference_risk_mean\":"
        + row.referenceMean()
        + ",\"set_size_mean\":"
        + row.setSize().mean()
        + ",\"abstention_mean\":"
        + row.abstention().mean()
        + ",\"z\":"
        + row.z()
        + ",\"z_p_value\":"
        + row.zPValue()
        + ",\"fit_p_value\":"
        + row.fitPValue()
        + ",\"verdict\":"
        + quoted(row.verdict().key())
        + ",\"verdict_reason\":"
        + quoted(row.verdictReason())
        + "}";
  }

  private static String json(Shift row) {
    return "{\"split\":"
        + quoted(row.split())
        + ",\"router\":"
        + quoted(row.router())
        + ",\"segment\":"
        + quoted(row.segment())
        + ",\"subject\":"
        + quoted(row.subject())
        + ",\"model\":"
        + (row.model() == null ? "null" : quoted(row.model()))
        + ",\"calibration_rate\":"
        + row.calibrationRate()
        + ",\"test_rate\":"
        + row.testRate()
        + ",\"p_value\":"
        + row.pValue().orElseThrow()
        + "}";
  }

  private static String json(SelectionSummary row) {
    Selection chosen = row.mostFrequent();
    return "{\"split\":"
        + quoted(chosen.split())
        + ",\"router\":"
        + quoted(chosen.cell().router())
        + ",\"segment\":"
        + quoted(chosen.cell().segment())
        + ",\"choice\":"
        + quoted(chosen.choice())
        + ",\"normalization\":"
        + quoted(chosen.cell().kind().normalization().key())
        + ",\"null_score\":"
        + quoted(chosen.cell().kind().nullScore().key())
        + ",\"nonconformity\":"
        + quoted(chosen.cell().kind().nonconformity().key())
        + ",\"risk_level\":"
        + quoted(chosen.cell().level().text())
        + ",\"vote\":"
        + chosen.vote().map(EvaluateSummary::quoted).orElse("null")
        + ",\"temperature\":"
        + (chosen.temperature().isPresent() ? chosen.temperature().getAsDouble() : "null")
        + ",\"chosen\":"
        + row.times()
        + ",\"trials\":"
        + row.trials()
        + ",\"test_accuracy_mean\":"
        + row.accuracy()
        + ",\"test_set_size_mean\":"
        + row.setSize()
        + ",\"selection_uses_calibration\":"
        + chosen.usesCalibration()
        + "}";
  }

  private String headline() {
    String run = " (run " + result.status().runId() + ")";
    return switch (result.status().outcome()) {
      case EVALUATED -> "Evaluated" + run;
      case TUNED -> "Tuned" + run;
      case ALREADY_EVALUATED -> "Already evaluated: same inputs, configuration and code" + run;
      case ALREADY_TUNED -> "Already tuned: same inputs, configuration and code" + run;
      case DRY_RUN -> "Dry run: nothing is kept" + run;
      case PUBLISHED, ALREADY_PUBLISHED, REFUSED, FAILED, NOT_PUBLISHED, ROUTED, ALREADY_ROUTED ->
          throw new IllegalStateException("Trials end otherwise than " + result.status().outcome());
    };
  }

  private String check(String split) {
    long passed = count(split, Verdict.PASSED);
    long failed = count(split, Verdict.FAILED);
    long unchecked = count(split, Verdict.NOT_CHECKED);
    String counts =
        String.format(
            Locale.ROOT,
            "%s of %s rows as promised, %s not, %s not checked",
            Texts.count(passed),
            Texts.count(passed + failed + unchecked),
            Texts.count(failed),
            Texts.count(unchecked));
    return split.equals(EvaluationTables.RANDOM)
        ? "Random splits (a check of the implementation, whatever the data): " + counts
        : "Split by " + split + " (evidence about the data): " + counts;
  }

  /** What failed, at whatever risk level, with the reason. */
  private String failed(String split) {
    List<CellSummary> rows =
        result.cells().stream()
            .filter(row -> row.split().equals(split) && row.verdict() == Verdict.FAILED)
            .toList();
    if (rows.isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(
            "router",
            "segment",
            "score",
            "target",
            "guarantee",
            ">level",
            ">risk",
            ">expected",
            ">z",
            ">p-value",
            "reason");
    for (CellSummary row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
      table.add(
          row.cell().router(),
          row.cell().segment(),
          score(row.cell()),
          row.cell().target().key(),
          row.cell().guarantee().key(),
          row.cell().level().text(),
          text(row.riskMean(), 4),
          text(row.referenceMean(), 4),
          text(row.z(), 1),
          String.format(Locale.ROOT, "%.1e", Math.min(row.zPValue(), row.fitPValue())),
          row.verdictReason());
    }
    return "  Not as promised:\n"
        + table.text("  ")
        + more(rows.size())
        + "  All rows at one level:\n";
  }

  private static String more(int rows) {
    return rows > MOST_ROWS
        ? "  and " + Texts.count(rows - MOST_ROWS) + " more rows in the tables\n"
        : "";
  }

  /** The score, with normalization and null score where there are several. */
  private String score(Cell cell) {
    boolean isOne =
        result.cells().stream()
                .map(
                    row ->
                        List.of(row.cell().kind().normalization(), row.cell().kind().nullScore()))
                .distinct()
                .count()
            <= 1;
    String nonconformity = cell.kind().nonconformity().key();
    return isOne
        ? nonconformity
        : cell.kind().normalization().key()
            + " / "
            + cell.kind().nullScore().key()
            + " / "
            + nonconformity;
  }

  private String cells(String split) {
    TextTable table =
        new TextTable(
            "router",
            "segment",
            "score",
            ">promised",
            ">risk",
            ">sd",
            ">expected",
            ">missed",
            ">set size",
            ">abstains",
            "check");
    List<CellSummary> rows = shown().stream().filter(row -> row.split().equals(split)).toList();
    for (CellSummary row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
      table.add(
          row.cell().router(),
          row.cell().segment(),
          score(row.cell()),
          row.cell().level().text(),
          text(row.riskMean(), 4),
          text(row.riskDeviation(), 4),
          text(row.referenceMean(), 4),
          text(row.answerableMiss().mean(), 4),
          text(row.setSize().mean(), 2),
          text(row.abstention().mean(), 4),
          row.verdict().key());
    }
    return table.text("  ") + more(rows.size());
  }

  private String shifts(String split) {
    List<Shift> seen =
        result.shifts().stream()
            .filter(shift -> shift.split().equals(split) && shift.shifted())
            .toList();
    if (seen.isEmpty()) {
      return "  How often models are right on both sides differs by no more than chance.\n";
    }
    TextTable table = new TextTable("router", "segment", "right", ">before", ">after", ">p-value");
    for (Shift shift : seen.subList(0, Math.min(MOST_ROWS, seen.size()))) {
      table.add(
          shift.router(),
          shift.segment(),
          shift.model() == null ? shift.subject() : shift.model(),
          text(shift.calibrationRate(), 4),
          text(shift.testRate(), 4),
          String.format(Locale.ROOT, "%.1e", shift.pValue().orElseThrow()));
    }
    return "  Right more or less often than before, by more than chance:\n" + table.text("  ");
  }

  private String selections() {
    TextTable table =
        new TextTable(
            "split",
            "router",
            "segment",
            "among",
            "score",
            ">level",
            "vote",
            ">temperature",
            ">chosen",
            ">accuracy",
            ">set size");
    boolean isOneSplit = splits().size() == 1;
    List<SelectionSummary> rows = SelectionSummary.of(result.selections());
    for (SelectionSummary row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
      Selection chosen = row.mostFrequent();
      table.add(
          isOneSplit ? "" : chosen.split(),
          chosen.cell().router(),
          chosen.cell().segment(),
          chosen.choice(),
          score(chosen.cell()),
          chosen.cell().level().text(),
          chosen.vote().orElse(""),
          chosen.temperature().isPresent() ? text(chosen.temperature().getAsDouble(), 3) : "",
          row.times() + " of " + row.trials(),
          text(row.accuracy(), 4),
          text(row.setSize(), 2));
    }
    Selection first = result.selections().get(0);
    String voided =
        first.usesCalibration()
            ? "The choice looked at calibration queries (tune.protocol = paper): strictly, the"
                + " guarantee of what was chosen is void.\n"
            : "";
    String policy =
        result.verb() == Verb.TUNE
            ? "To publish a choice, set policy.* to it (score and risk level), and calibrate on"
                + " queries that did not choose it.\n"
            : "";
    return "Chosen by validation queries, most frequently ("
        + first.objective().key()
        + "):\n"
        + table.text("  ")
        + more(rows.size())
        + voided
        + policy;
  }

  /** The rows at the risk level of the policy, of every score. */
  private List<CellSummary> shown() {
    return result.cells().stream().filter(this::isShown).toList();
  }

  private boolean isShown(CellSummary row) {
    Policy policy = result.policy();
    return row.cell().level().equals(policy.riskLevel())
        && row.cell().guarantee() == policy.guarantee()
        && row.cell().target() == policy.riskTarget();
  }

  private Set<String> splits() {
    Set<String> splits = new LinkedHashSet<>();
    result.cells().forEach(row -> splits.add(row.split()));
    return splits;
  }

  private long count(String split, Verdict verdict) {
    return result.cells().stream()
        .filter(row -> row.split().equals(split) && row.verdict() == verdict)
        .count();
  }

  private static String text(Double value, int places) {
    return Texts.decimals(
        value == null ? OptionalDouble.empty() : OptionalDouble.of(value), places);
  }

  private static String quoted(String text) {
    return CalibrateSummary.quoted(text);
  }
}
