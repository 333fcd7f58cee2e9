package dev.racer.spark.trial;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.trial.RankWish;
import dev.racer.core.trial.TrialAssignment;
import dev.racer.core.trial.ZoneSelection;
import dev.racer.core.trial.ZoneSlice;
import dev.racer.core.trial.Zones;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.QueryEvaluation;
import dev.racer.spark.records.RecordBatch;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * A pass over the records that looks for ranks: critical scores of zones where they may lie come
 * together in one task for each stream, which selects for all trials.
 */
final class SelectionPass implements Iterator<Tuple2<Integer, ZoneSlice>> {
  private static final int MOST_BUFFERED = 1 << 21;

  private final Grid grid;
  private final QueryReader reader;
  private final ZoneSlice.Builder[] slices;
  private final Deque<Tuple2<Integer, ZoneSlice>> ready = new ArrayDeque<>();
  private int buffered;
  private boolean isDone;

  /**
   * What to look for in a stream, and where.
   *
   * @param wish the ranks
   * @param zones the zones
   */
  record Quest(RankWish wish, Zones zones) implements Serializable {}

  private SelectionPass(Iterator<RecordBatch> batches, TrialPlan plan, Map<Integer, Quest> quests) {
    this.grid = plan.grid();
    this.reader = new QueryReader(batches, plan);
    this.slices = new ZoneSlice.Builder[grid.streams()];
    quests.forEach(
        (stream, quest) ->
            slices[stream] = new ZoneSlice.Builder(quest.zones(), plan.fitted(), plan.trials()));
  }

  /**
   * Runs the pass.
   *
   * @param quests by stream
   * @return by stream
   */
  static Map<Integer, ZoneSelection.Found> run(
      JavaRDD<RecordBatch> records, Broadcast<TrialPlan> plan, Map<Integer, Quest> quests) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(records.context());
    Broadcast<Map<Integer, Quest>> shared = context.broadcast(quests);
    Map<Integer, ZoneSelection.Found> found =
        records
            .mapPartitionsToPair(
                batches -> new SelectionPass(batches, plan.value(), shared.value()))
            .groupByKey()
            .mapToPair(
                slices ->
                    new Tuple2<>(
                        slices._1(),
                        select(plan.value(), shared.value().get(slices._1()), slices._2())))
            .collectAsMap(); // per stream, a value for each trial and level
    shared.destroy();
    return found;
  }

  private static ZoneSelection.Found select(
      TrialPlan plan, Quest quest, Iterable<ZoneSlice> slices) {
    return ZoneSelection.select(
        quest.zones(),
        quest.wish(),
        plan.fitted(),
        slices.iterator(),
        new TrialAssignment(plan.seed(), plan.splits()));
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !isDone) {
      isDone = !reader.next();
      if (!isDone) {
        add();
      }
      if (isDone || buffered >= MOST_BUFFERED) {
        flush();
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, ZoneSlice> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No more slices");
    }
    return ready.remove();
  }

  private void add() {
    QueryEvaluation evaluation = reader.evaluation();
    for (int i = 0; i < evaluation.groupCount(); i++) {
      int group = evaluation.group(i);
      for (int kind = 0; kind < grid.kinds().size(); kind++) {
        long critical = evaluation.criticalScore(kind);
        for (int target = 0; target < grid.targets().size(); target++) {
          RiskTarget riskTarget = grid.targets().get(target);
          ZoneSlice.Builder slice = slices[grid.stream(group, kind, target)];
          if (slice != null
              && critical != FixedPoint.INFINITE
              && riskTarget.includes(evaluation.state())) {
            if (slice.collects(critical)) {
              slice.collect(critical, reader.queryClass(), reader.hash());
              buffered++;
            } else {
              slice.count(critical, reader.assignment());
            }
          }
        }
      }
    }
  }

  private void flush() {
    for (int stream = 0; stream < slices.length; stream++) {
      if (slices[stream] != null && (isDone || slices[stream].size() > 0)) {
        ready.add(new Tuple2<>(stream, slices[stream].build()));
      }
    }
    buffered = 0;
  }
}
