package dev.racer.spark.trial;

import dev.racer.core.trial.TrialAssignment;
import dev.racer.spark.conformal.QueryEvaluation;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.util.Iterator;

/** Reads the used records of a partition one by one, with scores and roles; one per task. */
final class QueryReader {
  private final Iterator<RecordBatch> batches;
  private final RecordView view;
  private final QueryEvaluation evaluation;
  private final TrialAssignment assignment;
  private RecordBatch batch;
  private int record = -1;
  private long hash;
  private int queryClass;
  private boolean isAssigned;

  QueryReader(Iterator<RecordBatch> batches, TrialPlan plan) {
    this.batches = batches;
    this.view =
        new RecordView(plan.grid().routers(), plan.grid().segmentColumns().size(), plan.details());
    this.evaluation = new QueryEvaluation(plan.grid());
    this.assignment = new TrialAssignment(plan.seed(), plan.splits());
  }

  /** Moves to the next used record, if there is one. */
  boolean next() {
    while (true) {
      if (batch == null || ++record == batch.size()) {
        if (!batches.hasNext()) {
          return false;
        }
        batch = batches.next();
        record = -1;
      } else if (batch.isUsed(record)) {
        read();
        return true;
      }
    }
  }

  private void read() {
    view.read(batch, record);
    evaluation.evaluate(view);
    hash = assignment.hash(view.ids(), view.idStart(), view.idEnd());
    queryClass = assignment.classOf(view.day(), view.segments());
    isAssigned = false;
  }

  RecordView view() {
    return view;
  }

  QueryEvaluation evaluation() {
    return evaluation;
  }

  /** The roles of the query, found when they are first asked for. */
  TrialAssignment assignment() {
    if (!isAssigned) {
      assignment.assign(queryClass, hash);
      isAssigned = true;
    }
    return assignment;
  }

  long hash() {
    return hash;
  }

  int queryClass() {
    return queryClass;
  }
}
