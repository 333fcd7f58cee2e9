package dev.racer.spark.conformal;

import java.io.Serializable;

/**
 * What is known of a stream before ranks are selected in it.
 *
 * @param count finite critical scores
 * @param min the smallest, fixed point
 * @param max the largest, fixed point
 */
record StreamSummary(long count, long min, long max) implements Serializable {

  StreamSummary plus(StreamSummary other) {
    return new StreamSummary(
        count + other.count, Math.min(min, other.min), Math.max(max, other.max));
  }
}
