package dev.racer.spark.records;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.util.AccumulatorV2;
import scala.Tuple2;

/** Tallies by partition: one that is worked on again counts once. */
final class TallyAccumulator
    extends AccumulatorV2<Tuple2<Integer, RecordTally>, Map<Integer, RecordTally>> {
  private static final long serialVersionUID = 1L;

  private final HashMap<Integer, RecordTally> tallies = new HashMap<>();

  @Override
  public boolean isZero() {
    return tallies.isEmpty();
  }

  @Override
  public TallyAccumulator copy() {
    TallyAccumulator copy = new TallyAccumulator();
    copy.merge(this);
    return copy;
  }

  @Override
  public void reset() {
    tallies.clear();
  }

  @Override
  public void add(Tuple2<Integer, RecordTally> tally) {
    tallies.put(tally._1(), tally._2());
  }

  @Override
  public void merge(AccumulatorV2<Tuple2<Integer, RecordTally>, Map<Integer, RecordTally>> other) {
    tallies.putAll(other.value());
  }

  @Override
  public Map<Integer, RecordTally> value() {
    return tallies;
  }
}
