package dev.racer.jobs.diff;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Evaluator;
import dev.racer.jobs.records.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The queries of one router, decided by two versions under one segmentation. Not for use by several
 * threads.
 */
final class RouterTraffic {
  private static final int MOST_EXAMPLES = 5;

  private final String router;
  private final List<String> segmentation;
  private final int[] columns;
  private final Side from;
  private final Side to;
  private final Map<List<String>, Segment> segments = new HashMap<>();

  /** What two versions do to one segment. */
  private static final class Segment {
    private final ServedCounter from = new ServedCounter();
    private final ServedCounter to = new ServedCounter();
    private final TreeSet<String> examples = new TreeSet<>();
    private long larger;
    private long smaller;
    private long otherwise;
  }

  /** One version, deciding. */
  private static final class Side {
    private final PublishedThresholds document;
    private final ModelPool pool;
    private final Evaluator evaluator;
    private final Decision decision;
    private final double[] scores;
    private final byte[] labels;
    private final long[] costs;

    Side(PublishedThresholds document, String router, List<String> segmentation) {
      this.document = document;
      this.pool = document.pool(router);
      this.evaluator = Evaluator.of(document, router, pool.models(), segmentation);
      this.decision = evaluator.newDecision();
      this.scores = new double[pool.size()];
      this.labels = new byte[pool.size()];
      this.costs = new long[pool.size()];
    }

    void decide(RecordReader record, ModelPool recorded, String queryId, String[] values) {
      for (int m = 0; m < pool.size(); m++) {
        int at = recorded.indexOf(pool.model(m));
        scores[m] = record.scores()[at];
        labels[m] = record.labels()[at];
        costs[m] = record.cost(at);
      }
      evaluator.decide(scores, queryId, values, decision);
    }

    boolean selects(String model) {
      int index = pool.indexOf(model);
      return index >= 0 && decision.selects(index);
    }

    Optional<PublishedThreshold> row(String router, String segment) {
      return document.thresholds().stream()
          .filter(row -> row.inForce() && row.router().equals(router))
          .filter(row -> row.segment().equals(segment))
          .findFirst();
    }
  }

  /**
   * @param segmentation one that both versions have; empty for all queries as one segment
   * @param segmentColumns the columns whose values records give, in their order
   */
  RouterTraffic(
      String router,
      List<String> segmentation,
      List<String> segmentColumns,
      PublishedThresholds from,
      PublishedThresholds to) {
    this.router = router;
    this.segmentation = List.copyOf(segmentation);
    this.columns = segmentation.stream().mapToInt(segmentColumns::indexOf).toArray();
    this.from = new Side(from, router, segmentation);
    this.to = new Side(to, router, segmentation);
  }

  /** Whether both versions can decide by the scores of a pool. */
  boolean fits(ModelPool recorded) {
    return recorded.models().containsAll(from.pool.models())
        && recorded.models().containsAll(to.pool.models());
  }

  /** Decides a query that has a value in every column of the segmentation. */
  void add(RecordReader record, ModelPool recorded) {
    String[] values = new String[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = record.segments()[columns[i]];
      if (values[i] == null) {
        return;
      }
    }
    String queryId = new String(record.queryId(), StandardCharsets.UTF_8);
    from.decide(record, recorded, queryId, values);
    to.decide(record, recorded, queryId, values);
    Segment segment = segments.computeIfAbsent(List.of(values), key -> new Segment());
    segment.from.add(from.decision, from.labels, from.costs, from.pool.size());
    segment.to.add(to.decision, to.labels, to.costs, to.pool.size());
    compare(segment, queryId);
  }

  private void compare(Segment segment, String queryId) {
    boolean gains = false;
    boolean loses = false;
    for (String model : from.pool.models()) {
      loses |= from.selects(model) && !to.selects(model);
    }
    for (String model : to.pool.models()) {
      gains |= to.selects(model) && !from.selects(model);
    }
    if (gains || loses) {
      segment.larger += gains && !loses ? 1 : 0;
      segment.smaller += loses && !gains ? 1 : 0;
      segment.otherwise += gains && loses ? 1 : 0;
      segment.examples.add(queryId);
      if (segment.examples.size() > MOST_EXAMPLES) {
        segment.examples.pollLast();
      }
    }
  }

  /** One difference for every segment that occurs. */
  List<SegmentDiff> segments() {
    List<SegmentDiff> found = new ArrayList<>();
    segments.forEach(
        (values, segment) -> {
          String name =
              segmentation.isEmpty() ? SegmentName.ALL : SegmentName.of(segmentation, values);
          found.add(
              new SegmentDiff(
                  router,
                  name,
                  from.row(router, name),
                  to.row(router, name),
                  segment.from.served(),
                  segment.to.served(),
                  segment.larger,
                  segment.smaller,
                  segment.otherwise,
                  List.copyOf(segment.examples)));
        });
    return found;
  }
}
