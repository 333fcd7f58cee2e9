package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.RunFacts;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.spark.schema.EvaluationTables;
import java.util.List;
import java.util.TreeMap;

/** Where everything comes from, and the summary of everything, shown or not. */
final class Provenance {
  private Provenance() {}

  /** What is known of the run. */
  static Sheet run(RunFacts run) {
    Sheet.Builder sheet =
        Sheet.of(
            "run",
            "The run that was reported on",
            Column.of("name", "what"),
            Column.of("value", "value"));
    sheet.add(Value.of("publication"), Value.of(run.publication()));
    sheet.add(Value.of("run"), Value.of(run.runId()));
    run.facts().forEach(fact -> sheet.add(Value.of(fact.name()), Value.of(fact.value())));
    return sheet.build();
  }

  /** The configuration of the run. */
  static Sheet config(RunFacts run) {
    Sheet.Builder sheet =
        Sheet.of(
            "config",
            "Configuration of the run",
            Column.of("key", "key"),
            Column.of("value", "value"));
    new TreeMap<>(run.config()).forEach((key, value) -> sheet.add(Value.of(key), Value.of(value)));
    return sheet.build();
  }

  /** The table {@code evaluation_summary} as it is. */
  static Sheet summary(List<SummaryRow> summaries) {
    Sheet.Builder sheet =
        Sheet.of(
            EvaluationTables.EVALUATION_SUMMARY,
            "Summary of every cell",
            Column.of("split", "split"),
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("normalization", "normalization"),
            Column.of("null_score", "null score"),
            Column.of("nonconformity", "score"),
            Column.of("risk_target", "risk target"),
            Column.of("guarantee", "guarantee"),
            Column.of("risk_level", "risk level"),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("feasible_trials", "with a threshold", Form.COUNT),
            Column.of("n_cal_mean", "calibration queries", Form.COUNT),
            Column.of("n_test_mean", "test queries", Form.COUNT),
            Column.of("risk_mean", "risk", Form.RATE),
            Column.of("risk_sd", "± risk", Form.RATE),
            Column.of("reference_risk_mean", "expected risk", Form.RATE),
            Column.of("reference_risk_sd", "± expected", Form.RATE),
            Column.of("z", "z", Form.DECIMAL),
            Column.of("z_p_value", "p of the mean", Form.P_VALUE),
            Column.of("fit_p_value", "p of the fit", Form.P_VALUE),
            Column.of("verdict", "check"),
            Column.of("verdict_reason", "reason"),
            Column.of("answerable_miss_mean", "missed of the answerable", Form.RATE),
            Column.of("answerable_miss_sd", "± missed", Form.RATE),
            Column.of("null_credit_mean", "excused by the null model", Form.RATE),
            Column.of("null_credit_sd", "± excused", Form.RATE),
            Column.of("set_size_mean", "set size", Form.DECIMAL),
            Column.of("set_size_sd", "± set size", Form.DECIMAL),
            Column.of("abstention_mean", "abstains", Form.RATE),
            Column.of("abstention_sd", "± abstains", Form.RATE),
            Column.of("unknown_share", "with unknown labels", Form.SHARE),
            Column.of("tied_share", "with tied router scores", Form.SHARE));
    for (SummaryRow row : summaries) {
      Cell cell = row.cell();
      sheet.add(
          Value.of(cell.split()),
          Value.of(cell.router()),
          Value.of(cell.segment()),
          Value.of(cell.method().normalization()),
          Value.of(cell.method().nullScore()),
          Value.of(cell.method().nonconformity()),
          Value.of(cell.method().riskTarget()),
          Value.of(cell.method().guarantee()),
          Value.of(cell.level().text()),
          Value.of(row.trials()),
          Value.of(row.feasibleTrials()),
          Value.of(row.nCal()),
          Value.of(row.nTest()),
          Value.of(row.risk().mean()),
          Value.of(row.risk().sd()),
          Value.of(row.reference().mean()),
          Value.of(row.reference().sd()),
          Value.of(row.z()),
          Value.of(row.zPValue()),
          Value.of(row.fitPValue()),
          Value.of(row.verdict()),
          row.verdictReason().isEmpty() ? Value.none() : Value.of(row.verdictReason()),
          Value.of(row.answerableMiss().mean()),
          Value.of(row.answerableMiss().sd()),
          Value.of(row.nullCredit().mean()),
          Value.of(row.nullCredit().sd()),
          Value.of(row.setSize().mean()),
          Value.of(row.setSize().sd()),
          Value.of(row.abstention().mean()),
          Value.of(row.abstention().sd()),
          Value.of(row.unknownShare()),
          Value.of(row.tiedShare()));
    }
    return sheet.build();
  }
}
