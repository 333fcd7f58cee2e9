package dev.racer.core.trial;

import java.io.Serializable;
import java.util.Arrays;

/**
 * About how many values of a large set lie at or below any value: points with the number of values
 * up to each. Merges by {@link #plus}, at the price of a growing error, which is known.
 *
 * <p>A value with very many equals is a point whose predecessor is the next smaller integer.
 */
public final class RankSummary implements Serializable {
  /** Points are dropped, beginning with the lightest, when there are more than this. */
  public static final int MOST_POINTS = 2048;

  /** The summary of no value. */
  public static final RankSummary EMPTY =
      new RankSummary(new long[0], new long[0], 0); // neutral for plus

  private static final long serialVersionUID = 1L;

  private final long[] points;
  private final long[] upTo;
  private final long error;

  private RankSummary(long[] points, long[] upTo, long error) {
    this.points = points;
    this.upTo = upTo;
    this.error = error;
  }

  /**
   * Summarizes values.
   *
   * @param ascending the values; may be empty
   */
  public static RankSummary of(long[] ascending) {
    int steps = MOST_POINTS / 2; // of two points at most
    int step = Math.max(1, (ascending.length + steps - 1) / steps);
    Points found = new Points();
    int done = 0;
    while (done < ascending.length) {
      int at = Math.min(done + step, ascending.length) - 1;
      long value = ascending[at];
      int first = firstNotBelow(ascending, value);
      int next = firstNotBelow(ascending, value + 1);
      // also of few equals: those of many summaries together may be many
      if (next - first >= Math.max(step, 2) && found.last() != value - 1) {
        found.add(value - 1, first);
      }
      found.add(value, next);
      done = next;
    }
    return found.summary(step - 1L);
  }

  private static int firstNotBelow(long[] ascending, long bound) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The summary of both sets together. */
  public RankSummary plus(RankSummary other) {
    if (other.points.length == 0) {
      return this;
    }
    if (points.length == 0) {
      return other;
    }
    Points merged = new Points();
    int i = 0;
    int j = 0;
    while (i < points.length || j < other.points.length) {
      boolean mine =
          j == other.points.length || (i < points.length && points[i] <= other.points[j]);
      long value = mine ? points[i] : other.points[j];
      i += i < points.length && points[i] == value ? 1 : 0;
      j += j < other.points.length && other.points[j] == value ? 1 : 0;
      merged.add(value, (i == 0 ? 0 : upTo[i - 1]) + (j == 0 ? 0 : other.upTo[j - 1]));
    }
    return merged.summary(Math.addExact(error, other.error)).thinned();
  }

  /** With at most {@link #MOST_POINTS} points, neighbours of little weight being joined. */
  private RankSummary thinned() {
    if (points.length <= MOST_POINTS) {
      return this;
    }
    long weight = count() / (MOST_POINTS / 4) + 1; // two points at most per so many values
    Points kept = new Points();
    long before = 0;
    long added = 0;
    for (int i = 0; i < points.length; i++) {
      boolean isLast = i + 1 == points.length;
      boolean heavyFollows = !isLast && upTo[i + 1] - upTo[i] >= weight;
      if (isLast || heavyFollows || upTo[i] - before >= weight) {
        // what is joined lies anywhere between the points that are kept
        added = Math.max(added, i == 0 ? 0 : upTo[i - 1] - before);
        kept.add(points[i], upTo[i]);
        before = upTo[i];
      }
    }
    return kept.summary(error + added);
  }

  /** Number of values. */
  public long count() {
    return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
  }

  /** This, or without its points but the last if there are at most so many values. */
  public RankSummary coarseUpTo(long atMost) {
    if (points.length == 0 || count() > atMost) {
      return this;
    }
    int last = points.length - 1;
    return new RankSummary(new long[] {points[last]}, new long[] {upTo[last]}, count());
  }

  /** Number of points. */
  int size() {
    return points.length;
  }

  long point(int i) {
    return points[i];
  }

  /** Number of the last point at or below a value; -1 if there is none. */
  int lastUpTo(long value) {
    int found = Arrays.binarySearch(points, value);
    return found >= 0 ? found : -found - 2;
  }

  /** At most the number of values up to a point; number -1 lies below all points. */
  long least(int point) {
    return point < 0 ? 0 : upTo[point];
  }

  /** At least the number of values up to anything below the next point. */
  long most(int point) {
    return Math.min(count(), least(point) + error);
  }

  /** Whether all values between a point and the one before it are equal, hence equal to it. */
  boolean isSingle(int point) {
    return point > 0 && points[point - 1] == points[point] - 1;
  }

  /** Growing arrays. */
  private static final class Points {
    private long[] points = new long[64];
    private long[] upTo = new long[64];
    private int size;

    /** The last point; none as small as the least long. */
    long last() {
      return size == 0 ? Long.MIN_VALUE : points[size - 1];
    }

    void add(long point, long values) {
      if (size == points.length) {
        points = Arrays.copyOf(points, 2 * size);
        upTo = Arrays.copyOf(upTo, 2 * size);
      }
      points[size] = point;
      upTo[size++] = values;
    }

    RankSummary summary(long error) {
      return new RankSummary(Arrays.copyOf(points, size), Arrays.copyOf(upTo, size), error);
    }
  }
}
