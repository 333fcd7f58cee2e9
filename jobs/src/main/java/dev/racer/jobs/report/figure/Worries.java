package dev.racer.jobs.report.figure;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.jobs.report.figure.Worry.Kind;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import dev.racer.spark.schema.EvaluationTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** Finds what is to be worried about, for the method shown first. */
final class Worries {
  /** A calibration set is small if one threshold misses its level by more than this part of it. */
  private static final double SMALL = 0.2;

  /** From this share of queries on, something is worth a word. */
  private static final double NOTABLE = 0.01;

  /** Sets that save less than this part of the calls save little. */
  private static final double LITTLE = 0.1;

  private final Subject subject;
  private final Glance.Found glance;
  private final Shift.Found shift;
  private final Change.Found change;

  Worries(Subject subject, Glance.Found glance, Shift.Found shift, Change.Found change) {
    this.subject = subject;
    this.glance = glance;
    this.shift = shift;
    this.change = change;
  }

  /**
   * What was found.
   *
   * @param worries by router and segment, the worst of each first
   * @param withoutThreshold every shown risk level that some trial got no threshold for
   */
  record Found(List<Worry> worries, Sheet withoutThreshold) {}

  /** Finds them. */
  Found found() {
    WithoutThreshold without = new WithoutThreshold();
    List<Worry> worries = new ArrayList<>();
    for (String router : subject.routers()) {
      for (Glance.Line line : glance.of(router, subject.scope().method())) {
        List<Worry> ofLine = new ArrayList<>();
        addShift(ofLine, line);
        addChange(ofLine, line);
        addRisk(ofLine, line);
        addLabels(ofLine, line);
        addSavings(ofLine, line);
        without.addTo(ofLine, line);
        ofLine.sort(Comparator.comparing(Worry::kind)); // stable
        worries.addAll(ofLine);
      }
    }
    return new Found(worries, without.sheet);
  }

  private void addShift(List<Worry> worries, Glance.Line line) {
    Cell cell = line.summary().cell();
    for (Shift.Line other : shift.lines()) {
      Cell there = other.summary().cell();
      if (there.router().equals(cell.router())
          && there.segment().equals(cell.segment())
          && there.method().equals(cell.method())
          && other.summary().verdict().equals(SummaryRow.FAILED)) {
        worries.add(
            worry(
                line,
                other.isAbove() ? Kind.WORSE_ELSEWHERE : Kind.DIFFERENT_ELSEWHERE,
                Text.words("split by " + there.split() + ": ")
                    .and(shift.sheet(), other.row(), "risk_mean")
                    .and(" seen, ")
                    .and(shift.sheet(), other.row(), "reference_risk_mean")
                    .and(" expected")));
      }
    }
  }

  /** The clearest change stands for all. */
  private void addChange(List<Worry> worries, Glance.Line line) {
    Cell cell = line.summary().cell();
    change.lines().stream()
        .filter(
            other ->
                other.share().shifted()
                    && other.share().router().equals(cell.router())
                    && other.share().segment().equals(cell.segment()))
        .min(Comparator.comparing(other -> other.share().pValue().orElse(1)))
        .ifPresent(
            other ->
                worries.add(
                    worry(
                        line,
                        Kind.CHANGED_ELSEWHERE,
                        Text.name(Change.label(other.share()))
                            .and(" right on ")
                            .and(change.sheet(), other.row(), "calibration_rate")
                            .and(" before, ")
                            .and(change.sheet(), other.row(), "test_rate")
                            .and(" after, by ")
                            .and(change.sheet(), other.row(), "split"))));
  }

  private void addRisk(List<Worry> worries, Glance.Line line) {
    SummaryRow row = line.summary();
    Sheet sheet = glance.sheet();
    int at = line.row();
    double level = row.cell().level().value().doubleValue();
    if (row.verdict().equals(SummaryRow.FAILED)
        && row.cell().split().equals(EvaluationTables.RANDOM)) {
      worries.add(
          worry(
              line,
              Kind.CHECK_FAILED,
              Text.cell(sheet, at, "risk_mean")
                  .and(" seen, ")
                  .and(sheet, at, "reference_risk_mean")
                  .and(" expected")));
    }
    boolean boundsAll = row.cell().method().riskTarget().equals(RiskTarget.MISROUTING.key());
    if (boundsAll && row.answerableMiss().mean().orElse(0) > level) {
      worries.add(
          worry(
              line,
              Kind.HIDDEN_MISSES,
              Text.cell(sheet, at, "answerable_miss_mean")
                  .and(" of the answerable missed, ")
                  .and(sheet, at, "null_credit_mean")
                  .and(" of all excused")));
    }
    double n = row.nCal().orElse(0);
    if (n > 0 && Math.sqrt(level * (1 - level) / (n + 2)) > SMALL * level) {
      worries.add(
          worry(
              line,
              Kind.FEW_QUERIES,
              Text.cell(sheet, at, "n_cal_mean").and(" calibration queries")));
    }
  }

  private void addLabels(List<Worry> worries, Glance.Line line) {
    SummaryRow row = line.summary();
    if (row.tiedShare().orElse(0) >= NOTABLE) {
      worries.add(
          worry(
              line,
              Kind.TIES,
              Text.cell(glance.sheet(), line.row(), "tied_share").and(" of the queries")));
    }
    if (row.unknownShare().orElse(0) >= NOTABLE) {
      worries.add(
          worry(
              line,
              Kind.UNKNOWN_LABELS,
              Text.cell(glance.sheet(), line.row(), "unknown_share").and(" of the queries")));
    }
  }

  private void addSavings(List<Worry> worries, Glance.Line line) {
    Sheet sheet = glance.sheet();
    if (real(line, "calls_saved").orElse(1) < LITTLE) {
      worries.add(
          worry(
              line,
              Kind.NEARLY_ALL,
              Text.cell(sheet, line.row(), "set_size_mean")
                  .and(" of ")
                  .and(sheet, line.row(), "models")
                  .and(" models")));
    }
    if (real(line, "over_top_1_mean").orElse(0) < 0) {
      worries.add(
          worry(
              line,
              Kind.LOSES,
              Text.cell(sheet, line.row(), "over_top_1_mean")
                  .and("; abstains on ")
                  .and(sheet, line.row(), "abstention_mean")));
    }
  }

  private OptionalDouble real(Glance.Line line, String column) {
    return glance.sheet().value(line.row(), column) instanceof Value.Real real
        ? OptionalDouble.of(real.number())
        : OptionalDouble.empty();
  }

  private static Worry worry(Glance.Line line, Kind kind, Text numbers) {
    Cell cell = line.summary().cell();
    return new Worry(cell.router(), cell.segment(), kind, Text.words(kind.label()), numbers);
  }

  /** Risk levels that some trial got no threshold for. */
  private final class WithoutThreshold {
    private final List<Row> rows = new ArrayList<>();
    private final Sheet sheet;

    /** A row of the table. */
    private record Row(Cell cell, String status, int index) {}

    WithoutThreshold() {
      Sheet.Builder builder =
          Sheet.of(
              "without-threshold",
              "Risk levels without a threshold",
              Column.of("router", "router"),
              Column.of("segment", "segment"),
              Column.of("nonconformity", "score"),
              Column.of("risk_level", "risk level"),
              Column.of("status", "why"),
              Column.of("trials_without", "trials without", Form.COUNT),
              Column.of("trials", "of trials", Form.COUNT),
              Column.of("n_cal_least", "fewest calibration queries", Form.COUNT));
      for (String router : subject.routers()) {
        for (String segment : subject.segments()) {
          for (Method method : subject.methods()) {
            for (RiskLevel level : subject.scope().levels()) {
              add(builder, subject.cell(router, segment, method, level));
            }
          }
        }
      }
      sheet = builder.build();
    }

    private void add(Sheet.Builder builder, Cell cell) {
      List<TrialRow> trials = subject.index().trials(cell);
      List<String> statuses =
          trials.stream()
              .filter(trial -> !trial.isFeasible())
              .map(TrialRow::status)
              .distinct()
              .sorted()
              .toList();
      for (String status : statuses) {
        List<TrialRow> without =
            trials.stream().filter(trial -> trial.status().equals(status)).toList();
        int index =
            builder.add(
                Value.of(cell.router()),
                Value.of(cell.segment()),
                Value.of(cell.method().nonconformity()),
                Value.of(cell.level().text()),
                Value.of(status),
                Value.of(without.size()),
                Value.of(trials.size()),
                Value.of(without.stream().mapToLong(TrialRow::nCal).min().orElse(0)));
        rows.add(new Row(cell, status, index));
      }
    }

    void addTo(List<Worry> worries, Glance.Line line) {
      Cell cell = line.summary().cell();
      for (Row row : rows) {
        if (row.cell().router().equals(cell.router())
            && row.cell().segment().equals(cell.segment())
            && row.cell().method().equals(cell.method())) {
          Kind kind = row.status().equals(TrialRow.INFEASIBLE) ? Kind.INFEASIBLE : Kind.UNREACHABLE;
          worries.add(
              new Worry(
                  cell.router(),
                  cell.segment(),
                  kind,
                  Text.words(kind.label() + " at ").and(sheet, row.index(), "risk_level"),
                  Text.words("at ")
                      .and(sheet, row.index(), "risk_level")
                      .and(" in ")
                      .and(sheet, row.index(), "trials_without")
                      .and(" of ")
                      .and(sheet, row.index(), "trials")
                      .and(" trials, down to ")
                      .and(sheet, row.index(), "n_cal_least")
                      .and(" calibration queries")));
        }
      }
    }
  }
}
