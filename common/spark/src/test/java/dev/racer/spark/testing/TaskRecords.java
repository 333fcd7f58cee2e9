package dev.racer.spark.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Listens to the jobs and tasks that run while it is open. */
public final class TaskRecords implements AutoCloseable {
  private static final long MILLISECONDS_TO_DRAIN = 60_000;

  private final SparkSession spark;
  private final Listener listener = new Listener();

  private TaskRecords(SparkSession spark) {
    this.spark = spark;
    drain(); // what ran before is not ours
    spark.sparkContext().addSparkListener(listener);
  }

  /** Listens from now on. */
  public static TaskRecords of(SparkSession spark) {
    return new TaskRecords(spark);
  }

  /** For every task so far, the records that it read from shuffles. */
  public List<Long> shuffleRecordsRead() {
    drain();
    return List.copyOf(listener.shuffleRecordsRead);
  }

  /** Number of Spark jobs so far. */
  public int jobs() {
    drain();
    return listener.jobs.size();
  }

  private void drain() {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty(MILLISECONDS_TO_DRAIN);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Spark's events are not delivered", e);
    }
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(listener);
  }

  private static final class Listener extends SparkListener {
    private final List<Long> shuffleRecordsRead = new CopyOnWriteArrayList<>();
    private final List<Integer> jobs = new CopyOnWriteArrayList<>();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      shuffleRecordsRead.add(end.taskMetrics().shuffleReadMetrics().recordsRead());
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      jobs.add(start.jobId());
    }
  }
}
