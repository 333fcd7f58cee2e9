package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.plot.Axis;
import dev.racer.jobs.report.plot.Dash;
import dev.racer.jobs.report.plot.HistogramPanel;
import dev.racer.jobs.report.plot.HistogramPanel.Bar;
import dev.racer.jobs.report.plot.HistogramPanel.Bars;
import dev.racer.jobs.report.plot.HistogramPanel.Step;
import dev.racer.jobs.report.plot.Ink;
import dev.racer.jobs.report.plot.Key;
import dev.racer.jobs.report.plot.Key.Shape;
import dev.racer.jobs.report.plot.Marker;
import dev.racer.jobs.report.plot.Panel;
import dev.racer.jobs.report.plot.Plot;
import dev.racer.jobs.report.plot.Style;
import dev.racer.jobs.report.plot.Unit;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.TrialRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Histograms over trials, at the risk level in question: of risk, with the distribution that it
 * must have drawn in, and of set size.
 */
final class Histograms {
  private static final int MOST_BINS = 24;
  private static final double TAIL = 0.001;
  private static final Style EXPECTED = new Style(Ink.TEXT, Dash.SOLID, Marker.NONE);
  private static final Style CENTRE = new Style(Ink.MUTED, Dash.DASHED, Marker.NONE);

  private final Subject subject;

  /** What is counted into bins: a fraction of each trial. */
  private enum Measure {
    RISK(
        "risk-histogram",
        "Risk histograms",
        "Risk over trials",
        "The line is exact: how many of these trials are expected in each bin if the implementation"
            + " is right. About half of the trials lie above the promise: it holds on average.") {
      @Override
      long count(TrialRow trial) {
        return trial.misses();
      }

      @Override
      long of(TrialRow trial) {
        return trial.nTest();
      }

      @Override
      double leastWidth(long fewest) {
        return 1.25 / fewest; // narrower bins than the steps of a share would look like a comb
      }
    },
    SET_SIZE(
        "size-histogram",
        "Size histograms",
        "Set size over trials",
        "In how many trials the sets had this size on average, the null model left out.") {
      @Override
      long count(TrialRow trial) {
        return trial.setSizeSum();
      }

      @Override
      long of(TrialRow trial) {
        return trial.testQueries();
      }

      @Override
      double leastWidth(long fewest) {
        return 1e-4;
      }
    };

    private final String id;
    private final String label;
    private final String title;
    private final String caption;

    Measure(String id, String label, String title, String caption) {
      this.id = id;
      this.label = label;
      this.title = title;
      this.caption = caption;
    }

    abstract long count(TrialRow trial);

    abstract long of(TrialRow trial);

    abstract double leastWidth(long fewest);

    boolean hasReference() {
      return this == RISK;
    }
  }

  Histograms(Subject subject) {
    this.subject = subject;
  }

  /** Of risk, for each router. */
  FigureGroup ofRisk() {
    return group(Measure.RISK);
  }

  /** Of set size, for each router. */
  FigureGroup ofSetSize() {
    return group(Measure.SET_SIZE);
  }

  private FigureGroup group(Measure measure) {
    List<Figure> figures = new ArrayList<>();
    for (String router : subject.routers()) {
      figure(measure, router).ifPresent(figures::add);
    }
    return new FigureGroup(measure.id, measure.label, measure.title, measure.caption, figures);
  }

  private Optional<Figure> figure(Measure measure, String router) {
    String id = measure.id + "-" + subject.slug(router);
    String level = Form.LEVEL.write(Value.of(subject.scope().level().value().doubleValue()));
    String heading = measure.title + ", router " + router + ", at most " + level + " promised";
    Form form = measure.hasReference() ? Form.RATE : Form.DECIMAL;
    Sheet.Builder sheet =
        Sheet.of(
            id,
            measure.title + ", router " + router,
            Column.of("segment", "segment"),
            Column.of("nonconformity", "score"),
            Column.of("bin_from", measure.hasReference() ? "risk from" : "set size from", form),
            Column.of("bin_to", "to below", form),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("expected_trials", "trials expected", Form.DECIMAL));
    List<HistogramDraft> drafts = new ArrayList<>();
    for (String segment : subject.segments()) {
      HistogramDraft draft = new HistogramDraft(segment, measure);
      for (Method method : subject.methods()) {
        List<TrialRow> trials =
            subject
                .index()
                .trials(subject.cell(router, segment, method, subject.scope().level()))
                .stream()
                .filter(trial -> trial.isFeasible() && trial.nTest() > 0)
                .toList();
        if (trials.size() > 1) {
          draft.trials.put(method, trials);
        }
      }
      if (!draft.trials.isEmpty()) {
        drafts.add(draft);
        draft.fill(sheet);
      }
    }
    if (drafts.isEmpty()) {
      return Optional.empty();
    }
    Sheet table = sheet.build();
    List<Panel> panels = new ArrayList<>();
    drafts.forEach(draft -> panels.add(draft.panel(table)));
    List<Key> keys = new ArrayList<>(Series.keys(subject, Shape.BAR));
    if (measure.hasReference()) {
      keys.add(new Key(Shape.LINE, EXPECTED, "expected (beta-binomial)"));
      keys.add(new Key(Shape.TICK, CENTRE, "promised at most"));
    }
    String description =
        measure.hasReference()
            ? "How many trials had which risk on their test queries, by segment and score, with the"
                + " number of trials expected in each bin as a line."
            : "In how many trials how many models were called per query on average, by segment and"
                + " score.";
    return Optional.of(
        new Figure("Router " + router, new Plot(id, heading, description, keys, panels), table));
  }

  /** The histograms of a segment, one for each score. */
  private final class HistogramDraft {
    private final String segment;
    private final Measure measure;
    private final Map<Method, List<TrialRow>> trials = new LinkedHashMap<>();
    private final Map<Method, SortedMap<Long, Integer>> rows = new LinkedHashMap<>();
    private final SortedMap<Long, Double> expected = new TreeMap<>();
    private Bins bins = new Bins(BigDecimal.ONE);
    private double from;
    private double to;
    private double highest;

    HistogramDraft(String segment, Measure measure) {
      this.segment = segment;
      this.measure = measure;
    }

    void fill(Sheet.Builder sheet) {
      from = Double.POSITIVE_INFINITY;
      to = Double.NEGATIVE_INFINITY;
      long fewest = Long.MAX_VALUE;
      for (List<TrialRow> list : trials.values()) {
        for (TrialRow trial : list) {
          double value = (double) measure.count(trial) / measure.of(trial);
          from = Math.min(from, value);
          to = Math.max(to, value);
          fewest = Math.min(fewest, measure.of(trial));
        }
        if (measure.hasReference()) {
          Reference reference = Reference.of(list);
          from = Math.min(from, reference.quantile(TAIL));
          to = Math.max(to, reference.quantile(1 - TAIL));
        }
      }
      bins = Bins.over(to - from, MOST_BINS, measure.leastWidth(fewest));
      long first = bins.of(Math.round(Math.floor(from * 1e12)), 1_000_000_000_000L);
      long last = bins.of(Math.round(Math.ceil(to * 1e12)), 1_000_000_000_000L);
      from = bins.edge(first).doubleValue();
      to = bins.edge(last + 1).doubleValue();
      trials.forEach((method, list) -> fill(sheet, method, list, first, last));
    }

    private void fill(
        Sheet.Builder sheet, Method method, List<TrialRow> list, long first, long last) {
      SortedMap<Long, Long> seen = new TreeMap<>();
      list.forEach(
          trial -> seen.merge(bins.of(measure.count(trial), measure.of(trial)), 1L, Long::sum));
      Reference reference = Reference.of(list);
      SortedMap<Long, Integer> rowOfBin = new TreeMap<>();
      for (long bin = first; bin <= last; bin++) {
        long trialsSeen = seen.getOrDefault(bin, 0L);
        OptionalDouble trialsExpected =
            measure.hasReference()
                ? OptionalDouble.of(reference.expectedTrials(bins, bin))
                : OptionalDouble.empty();
        rowOfBin.put(
            bin,
            sheet.add(
                Value.of(segment),
                Value.of(method.nonconformity()),
                Value.of(bins.edge(bin).doubleValue()),
                Value.of(bins.edge(bin + 1).doubleValue()),
                Value.of(trialsSeen),
                Value.of(trialsExpected)));
        highest = Math.max(highest, Math.max((double) trialsSeen, trialsExpected.orElse(0)));
        if (trialsExpected.isPresent()) {
          // the scores share their splits, so that their references are the same but for unknown
          // labels
          expected.putIfAbsent(bin, trialsExpected.getAsDouble());
        }
      }
      rows.put(method, rowOfBin);
    }

    Panel panel(Sheet sheet) {
      List<Bars> bars = new ArrayList<>();
      rows.forEach(
          (method, rowOfBin) -> {
            List<Bar> ofMethod = new ArrayList<>();
            rowOfBin.forEach(
                (bin, row) -> {
                  if (sheet.value(row, "trials") instanceof Value.Whole whole
                      && whole.number() > 0) {
                    ofMethod.add(
                        new Bar(
                            bins.edge(bin).doubleValue(),
                            (double) whole.number(),
                            row,
                            sheet.tip(row)));
                  }
                });
            bars.add(new Bars(Series.style(subject, method), ofMethod));
          });
      List<Step> steps = new ArrayList<>();
      expected.forEach((bin, height) -> steps.add(new Step(bins.edge(bin).doubleValue(), height)));
      return new HistogramPanel(
          subject.names().segment(segment),
          measure.hasReference()
              ? Axis.exactly("risk on test queries", Unit.PERCENT, from, to)
              : Axis.exactly("mean set size", Unit.MODELS, from, to),
          Axis.over("in each bin", Unit.TRIALS, 0, highest),
          bins.width().doubleValue(),
          bars,
          steps,
          measure.hasReference()
              ? OptionalDouble.of(subject.scope().level().value().doubleValue())
              : OptionalDouble.empty());
    }
  }
}
