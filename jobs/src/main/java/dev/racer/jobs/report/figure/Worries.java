package dev.racer.jobs.report.figure;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.jobs.report.figure.Worry.Weight;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.Scope;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import dev.racer.spark.schema.EvaluationTables;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Finds what is to be worried about, for the method shown first. */
final class Worries {
  /** A calibration set is thin if one threshold misses its level by more than this part of it. */
  private static final double THIN = 0.2;

  /** From this share of queries on, something is worth a word. */
  private static final double NOTABLE = 0.01;

  /** From this part of the pool on, sets save next to nothing. */
  private static final double NEARLY_ALL = 0.9;

  private final Subject subject;
  private final Glance.Found glance;
  private final Sheet.Builder infeasible =
      Sheet.of(
          "infeasible",
          "Risk levels without a threshold",
          Column.of("router", "router"),
          Column.of("segment", "segment"),
          Column.of("nonconformity", "score"),
          Column.of("risk_level", "risk level"),
          Column.of("status", "why"),
          Column.of("trials_without", "trials without", Form.COUNT),
          Column.of("trials", "of trials", Form.COUNT),
          Column.of("n_cal_least", "fewest calibration queries", Form.COUNT));

  Worries(Subject subject, Glance.Found glance) {
    this.subject = subject;
    this.glance = glance;
  }

  /**
   * What was found.
   *
   * @param worries by router and segment, in order
   * @param infeasible every shown risk level that some trial got no threshold for
   */
  record Found(List<Worry> worries, Sheet infeasible) {}

  /**
   * Finds them.
   *
   * @param shift the table of other splits
   */
  Found found(Shift.Found shift) {
    List<WithoutThreshold> without = withoutThreshold();
    Sheet table = infeasible.build();
    List<Worry> worries = new ArrayList<>();
    for (String router : subject.routers()) {
      for (Glance.Line line : glance.of(router, subject.scope().method())) {
        worries.addAll(ofShift(shift, line));
        worries.addAll(ofLine(line));
        for (WithoutThreshold one : without) {
          if (one.router().equals(router)
              && one.segment().equals(line.summary().cell().segment())) {
            worries.add(ofLevel(one, table));
          }
        }
      }
    }
    return new Found(worries, table);
  }

  private record WithoutThreshold(String router, String segment, String status, int row) {}

  private List<WithoutThreshold> withoutThreshold() {
    Scope scope = subject.scope();
    List<WithoutThreshold> found = new ArrayList<>();
    for (String router : subject.routers()) {
      for (String segment : subject.segments()) {
        for (Method method : subject.methods()) {
          for (var level : scope.levels()) {
            List<TrialRow> trials =
                subject.index().trials(subject.cell(router, segment, method, level));
            List<String> statuses =
                trials.stream()
                    .filter(trial -> !trial.isFeasible())
                    .map(TrialRow::status)
                    .distinct()
                    .sorted()
                    .toList();
            for (String status : statuses) {
              long n = trials.stream().filter(trial -> trial.status().equals(status)).count();
              int row =
                  infeasible.add(
                      Value.of(router),
                      Value.of(segment),
                      Value.of(method.nonconformity()),
                      Value.of(level.text()),
                      Value.of(status),
                      Value.of(n),
                      Value.of(trials.size()),
                      Value.of(trials.stream().mapToLong(TrialRow::nCal).min().orElse(0)));
              if (method.equals(scope.method())) {
                found.add(new WithoutThreshold(router, segment, status, row));
              }
            }
          }
        }
      }
    }
    return found;
  }

  private static Worry ofLevel(WithoutThreshold one, Sheet sheet) {
    String why =
        one.status().equals(TrialRow.INFEASIBLE)
            ? ": too few calibration queries (down to "
            : ": no threshold reaches it, however many queries there are (here ";
    return new Worry(
        one.router(),
        one.segment(),
        Weight.CAUTION,
        one.status() + " at " + sheet.written(one.row(), "risk_level"),
        Text.words("At risk level ")
            .and(sheet, one.row(), "risk_level")
            .and(" there is no threshold in ")
            .and(sheet, one.row(), "trials_without")
            .and(" of ")
            .and(sheet, one.row(), "trials")
            .and(" trials" + why)
            .and(sheet, one.row(), "n_cal_least")
            .and("). Every candidate is called there."));
  }

  private List<Worry> ofShift(Shift.Found shift, Glance.Line line) {
    List<Worry> worries = new ArrayList<>();
    for (Shift.Line other : shift.lines()) {
      if (other.summary().cell().router().equals(line.summary().cell().router())
          && other.summary().cell().segment().equals(line.summary().cell().segment())
          && other.summary().cell().method().equals(line.summary().cell().method())
          && other.summary().verdict().equals(SummaryRow.FAILED)) {
        worries.add(
            worry(
                line,
                Weight.ALARM,
                other.isAbove() ? "worse on other data" : "different on other data",
                Shift.sentence(shift.sheet(), other)));
      }
    }
    return worries;
  }

  private List<Worry> ofLine(Glance.Line line) {
    SummaryRow row = line.summary();
    Sheet sheet = glance.sheet();
    int at = line.row();
    double level = row.cell().level().value().doubleValue();
    List<Worry> worries = new ArrayList<>();
    if (row.verdict().equals(SummaryRow.FAILED)
        && row.cell().split().equals(EvaluationTables.RANDOM)) {
      worries.add(
          worry(
              line,
              Weight.ALARM,
              "check failed",
              Text.words("Risk is ")
                  .and(sheet, at, "risk_mean")
                  .and(" where the procedure must come to ")
                  .and(sheet, at, "reference_risk_mean")
                  .and(": something in the implementation or the trials is wrong.")));
    }
    boolean boundsAll = row.cell().method().riskTarget().equals(RiskTarget.MISROUTING.key());
    if (boundsAll && row.answerableMiss().mean().orElse(0) > level) {
      worries.add(
          worry(
              line,
              Weight.CAUTION,
              "null model hides misses",
              Text.words("Of the queries that some model answers, ")
                  .and(sheet, at, "answerable_miss_mean")
                  .and(" are missed, more than the ")
                  .and(sheet, at, "promised")
                  .and(" promised of all queries: on ")
                  .and(sheet, at, "null_credit_mean")
                  .and(" of the queries no model is right and the null model counts as a hit.")));
    } else if (boundsAll && row.nullCredit().mean().orElse(0) > level) {
      worries.add(
          worry(
              line,
              Weight.CAUTION,
              "null credit",
              Text.words("On ")
                  .and(sheet, at, "null_credit_mean")
                  .and(" of the queries no model is right and the null model counts as a hit.")));
    }
    double n = row.nCal().orElse(0);
    double sd = Math.sqrt(level * (1 - level) / (n + 2));
    if (n > 0 && sd > THIN * level) {
      worries.add(
          worry(
              line,
              Weight.CAUTION,
              "few queries",
              Text.words("With ")
                  .and(sheet, at, "n_cal_mean")
                  .and(
                      " calibration queries, one threshold may well miss the promise: it holds on"
                          + " average over calibrations.")));
    }
    addNotable(
        worries,
        line,
        row.tiedShare(),
        "ties",
        Text.words("The router gives two models the same score on ")
            .and(sheet, at, "tied_share")
            .and(" of the queries: which of them is called first is decided by noise."));
    addNotable(
        worries,
        line,
        row.unknownShare(),
        "unknown labels",
        Text.words("On ")
            .and(sheet, at, "unknown_share")
            .and(" of the queries it is not known of every model whether it is right."));
    addSavings(worries, line);
    return worries;
  }

  private void addSavings(List<Worry> worries, Glance.Line line) {
    Sheet sheet = glance.sheet();
    if (real(line, "calls_saved").orElse(1) < 1 - NEARLY_ALL) {
      worries.add(
          worry(
              line,
              Weight.CAUTION,
              "calls nearly all",
              Text.words("Sets hold ")
                  .and(sheet, line.row(), "set_size_mean")
                  .and(" of ")
                  .and(sheet, line.row(), "models")
                  .and(" models: next to nothing is saved.")));
    }
    if (real(line, "over_top_1_mean").orElse(0) < 0) {
      worries.add(
          worry(
              line,
              Weight.CAUTION,
              "loses to top-1",
              Text.words(
                      "The voted answers are right less often than those of the router's first"
                          + " choice alone (")
                  .and(sheet, line.row(), "over_top_1_mean")
                  .and(").")));
    }
  }

  private OptionalDouble real(Glance.Line line, String column) {
    return glance.sheet().value(line.row(), column) instanceof Value.Real real
        ? OptionalDouble.of(real.number())
        : OptionalDouble.empty();
  }

  private static void addNotable(
      List<Worry> worries, Glance.Line line, OptionalDouble share, String label, Text sentence) {
    if (share.orElse(0) >= NOTABLE) {
      worries.add(worry(line, Weight.CAUTION, label, sentence));
    }
  }

  private static Worry worry(Glance.Line line, Weight weight, String label, Text sentence) {
    return new Worry(
        line.summary().cell().router(), line.summary().cell().segment(), weight, label, sentence);
  }
}
