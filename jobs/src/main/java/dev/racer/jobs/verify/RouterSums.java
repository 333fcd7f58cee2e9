package dev.racer.jobs.verify;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Thinning;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.core.conformal.WeightedRank;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.TieNoise;
import dev.racer.core.score.XxHash64;
import dev.racer.jobs.records.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The used records of one router, summed up. Not for use by several threads. */
final class RouterSums {
  private final Shape shape;
  private final String router;
  private final ModelPool pool;
  private final int poolSize;
  private final TieNoise noise;
  private final QueryScorer[] scorers;
  private final double[] scores;
  private final byte[] labels;
  private final double[] noises;
  private final long[] nonconformity;
  private final int[][] columnsOf;
  private final double leastProbability; // 0 if none is declared
  private final Thinning thinning;
  private final Map<Double, Long> weights = new HashMap<>();
  private final GroupSums all;
  private final List<Map<Object, GroupSums>> segments = new ArrayList<>();
  private final Map<LabelState, Long> labelStates = new EnumMap<>(LabelState.class);
  private final long[] withoutValue;
  private final Values keys = new Values();
  private final int[] recordedAt;
  private String recordedId = "";
  private long tied;

  RouterSums(Shape shape, String router) {
    this.pool = shape.routers().get(router).pool();
    this.shape = shape;
    this.router = router;
    this.poolSize = pool.size();
    this.noise = new TieNoise(shape.smoothing(), pool);
    this.scorers =
        shape.kinds().stream()
            .map(kind -> new QueryScorer(poolSize, kind))
            .toArray(QueryScorer[]::new);
    this.scores = new double[poolSize];
    this.labels = new byte[poolSize];
    this.recordedAt = new int[poolSize];
    this.noises = new double[poolSize + 1];
    this.nonconformity = new long[poolSize + 1];
    this.columnsOf =
        shape.combinations().stream()
            .map(c -> c.stream().mapToInt(shape.segmentColumns()::indexOf).toArray())
            .toArray(int[][]::new);
    this.leastProbability = shape.exploration().leastProbability().orElse(0.0);
    this.thinning =
        new Thinning(leastProbability == 0 ? 1 : leastProbability, shape.exploration().seed());
    this.all = shape.newGroup(router, SegmentName.ALL);
    shape.combinations().forEach(combination -> segments.add(new HashMap<>()));
    this.withoutValue = new long[shape.segmentColumns().size()];
  }

  /**
   * Adds a record of this router.
   *
   * @param recorded the pool of the record, which has all models of the router's
   */
  void add(RecordReader record, ModelPool recorded) {
    byte[] id = record.queryId();
    if (!recorded.id().equals(recordedId)) {
      recordedId = recorded.id();
      Arrays.setAll(recordedAt, m -> recorded.indexOf(pool.model(m)));
    }
    for (int m = 0; m < poolSize; m++) { // the other models' scores and labels go
      scores[m] = record.scores()[recordedAt[m]];
      labels[m] = record.labels()[recordedAt[m]];
    }
    LabelState state = LabelState.state(labels, poolSize);
    labelStates.merge(state, 1L, Long::sum);
    byte[] day = record.date().getBytes(StandardCharsets.UTF_8);
    keys.add(XxHash64.hash(id, 0, id.length, XxHash64.hash(day, 0, day.length, 0)));
    tied += hasTie() ? 1 : 0;
    for (int s = 0; s < withoutValue.length; s++) {
      withoutValue[s] += record.segments()[s] == null ? 1 : 0;
    }
    List<GroupSums> groups = groups(record.segments());
    boolean isKept = isKept(record.probability(), id);
    long weight = weight(record.probability());
    groups.forEach(group -> group.count(state, record.probability(), isKept));
    noise.fill(id, 0, id.length, noises);
    for (int kind = 0; kind < scorers.length; kind++) {
      scorers[kind].nonconformity(scores, noises, nonconformity);
      long critical = CriticalScore.of(nonconformity, labels, poolSize);
      for (GroupSums group : groups) {
        group.cell(kind, isKept).add(nonconformity, poolSize, critical, state, weight);
      }
    }
  }

  /** Whether a fair sample keeps the query; one that is less probable than declared is refused. */
  private boolean isKept(double probability, byte[] id) {
    return leastProbability == 0
        || (probability >= leastProbability && thinning.keeps(probability, id, 0, id.length));
  }

  /** The weight of a query, where weights are wanted and there can be one; 0 otherwise. */
  private long weight(double probability) {
    boolean weighs =
        shape.exploration().varying() == VaryingProbability.WEIGHTED
            && leastProbability > 0
            && probability >= leastProbability;
    return weighs
        ? weights.computeIfAbsent(probability, q -> WeightedRank.weight(leastProbability, q))
        : 0;
  }

  private boolean hasTie() {
    for (int m = 1; m < poolSize; m++) {
      for (int other = 0; other < m; other++) {
        if (scores[m] == scores[other]) {
          return true;
        }
      }
    }
    return false;
  }

  private List<GroupSums> groups(String[] values) {
    List<GroupSums> groups = new ArrayList<>(1 + columnsOf.length);
    groups.add(all);
    for (int c = 0; c < columnsOf.length; c++) {
      int[] columns = columnsOf[c];
      String[] tuple = new String[columns.length];
      boolean isThere = true;
      for (int i = 0; i < tuple.length; i++) {
        tuple[i] = values[columns[i]];
        isThere &= tuple[i] != null;
      }
      if (isThere) {
        List<String> combination = shape.combinations().get(c);
        Object key = tuple.length == 1 ? tuple[0] : List.of(tuple);
        groups.add(
            segments
                .get(c)
                .computeIfAbsent(
                    key, k -> shape.newGroup(router, Shape.segment(combination, List.of(tuple)))));
      }
    }
    return groups;
  }

  void addAll(RouterSums other) {
    all.addAll(other.all);
    for (int c = 0; c < columnsOf.length; c++) {
      List<String> combination = shape.combinations().get(c);
      Map<Object, GroupSums> mine = segments.get(c);
      other
          .segments
          .get(c)
          .forEach(
              (key, group) ->
                  mine.computeIfAbsent(
                          key, k -> shape.newGroup(router, Shape.segment(combination, tuple(k))))
                      .addAll(group));
    }
    other.labelStates.forEach((state, count) -> labelStates.merge(state, count, Long::sum));
    Arrays.setAll(withoutValue, s -> withoutValue[s] + other.withoutValue[s]);
    keys.addAll(other.keys);
    tied += other.tied;
  }

  private static List<String> tuple(Object key) {
    if (key instanceof String value) {
      return List.of(value);
    }
    List<String> values = new ArrayList<>();
    ((List<?>) key).forEach(value -> values.add((String) value));
    return values;
  }

  /** The records of a segment; none if it does not occur. */
  Optional<GroupSums> group(String segment) {
    SegmentName.Parsed parsed = SegmentName.parse(segment);
    if (parsed.kind() == SegmentName.Kind.ALL) {
      return Optional.of(all);
    }
    int combination = shape.combinations().indexOf(parsed.columns());
    if (combination < 0) {
      return Optional.empty();
    }
    List<String> values = parsed.values();
    Object key = values.size() == 1 ? values.get(0) : values;
    return Optional.ofNullable(segments.get(combination).get(key));
  }

  /** Names of the segments that occur, without that of all queries. */
  List<String> segmentNames() {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < columnsOf.length; c++) {
      List<String> combination = shape.combinations().get(c);
      segments.get(c).keySet().forEach(key -> names.add(Shape.segment(combination, tuple(key))));
    }
    return names;
  }

  /** Records by the state of their labels. */
  Map<LabelState, Long> labelStates() {
    return Collections.unmodifiableMap(labelStates);
  }

  /** Identity of the router's pool. */
  String poolId() {
    return shape.routers().get(router).pool().id();
  }

  /** Records that do not count, as a fair sample of all leaves them out. */
  long thinned() {
    return all.leftOut();
  }

  /** Whether probabilities differ, and no least one is declared that holds for all of them. */
  boolean lacksDeclaration() {
    return all.isThinned() && (leastProbability == 0 || all.leastProbability() < leastProbability);
  }

  /** Records in which two models have the same raw score. */
  long tied() {
    return tied;
  }

  /** For every segment column, records without a value there. */
  Map<String, Long> withoutValues() {
    Map<String, Long> counts = new TreeMap<>();
    for (int s = 0; s < withoutValue.length; s++) {
      counts.put(shape.segmentColumns().get(s), withoutValue[s]);
    }
    return counts;
  }

  /** All records. */
  long records() {
    return keys.size();
  }

  /** Records beyond the first of the same query on the same day; keys are told apart by a hash. */
  long repeated() {
    long[] sorted = keys.sorted();
    long repeated = 0;
    for (int i = 1; i < sorted.length; i++) {
      repeated += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    return repeated;
  }
}
