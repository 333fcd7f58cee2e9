package dev.racer.spark.records;

import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Evaluator;
import dev.racer.spark.lake.OutcomeDetails;
import java.util.Arrays;

/**
 * Decides used records, one at a time, in buffers that are used again. One instance per task; what
 * it returns is valid until the next decision.
 */
final class RecordDecisions {
  private final Routing routing;
  private final RecordView view;
  private final Decision[] decisions;

  /**
   * @param details those of the view
   */
  RecordDecisions(Routing routing, OutcomeDetails details) {
    this.routing = routing;
    this.view = new RecordView(routing.routers(), routing.segmentation().size(), details);
    this.decisions = new Decision[routing.routers().size()];
    Arrays.setAll(decisions, r -> routing.evaluator(r).newDecision());
  }

  /**
   * Decides a record.
   *
   * @throws IllegalArgumentException if a score is refused; names router and query
   */
  Decision decide(RecordBatch batch, int record) {
    view.read(batch, record);
    int router = view.router();
    Evaluator evaluator = routing.evaluator(router);
    String id = batch.id(record);
    try {
      evaluator.decide(view.scores(), id, view.segments(), decisions[router]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Router '" + evaluator.router() + "', query '" + id + "': " + e.getMessage(), e);
    }
    return decisions[router];
  }

  /** The record decided last. */
  RecordView view() {
    return view;
  }
}
