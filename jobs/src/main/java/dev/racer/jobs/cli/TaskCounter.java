package dev.racer.jobs.cli;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells a progress line how many Spark tasks there are and how many are over. */
final class TaskCounter extends SparkListener {
  private final ProgressLine progress;

  TaskCounter(ProgressLine progress) {
    this.progress = progress;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    progress.tasksAdded(stage.stageInfo().numTasks());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.taskInfo() != null && task.taskInfo().successful()) {
      progress.taskDone();
    }
  }
}
