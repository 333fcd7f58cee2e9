package dev.racer.core.trial;

import java.io.Serializable;
import java.util.Arrays;

/**
 * All finite critical scores of a stream, cut into intervals that are treated differently: where a
 * wanted rank may lie, scores are collected; elsewhere it is enough to count them per trial.
 */
public final class Zones implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] uppers;
  private final boolean[] collected;

  /**
   * @param uppers the last value of every zone, ascending; nothing lies beyond the last
   * @param collected whether a zone's values are collected
   */
  Zones(long[] uppers, boolean[] collected) {
    this.uppers = uppers.clone();
    this.collected = collected.clone();
  }

  /** Number of zones. */
  int size() {
    return uppers.length;
  }

  /** The zone of a value. */
  int find(long value) {
    int found = Arrays.binarySearch(uppers, value);
    return found >= 0 ? found : -found - 1;
  }

  boolean isCollected(int zone) {
    return collected[zone];
  }

  /** The last value of a zone. */
  long upper(int zone) {
    return uppers[zone];
  }

  /** The value before the first of a zone. */
  long below(int zone) {
    return zone == 0 ? Long.MIN_VALUE : uppers[zone - 1];
  }

  /** Whether a zone has room for one value only. */
  boolean isSingle(int zone) {
    return zone > 0 && uppers[zone] - uppers[zone - 1] == 1;
  }
}
