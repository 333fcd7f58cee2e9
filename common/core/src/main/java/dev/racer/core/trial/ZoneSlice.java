package dev.racer.core.trial;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What one task found in the zones of a stream: collected critical scores with what their queries'
 * roles depend on, and numbers of queries per zone, role and trial.
 */
public final class ZoneSlice implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] scores;
  private final long[] hashes;
  private final int[] classes;
  private final int[] counts;

  private ZoneSlice(Builder builder) {
    this.scores = Arrays.copyOf(builder.scores, builder.size);
    this.hashes = Arrays.copyOf(builder.hashes, builder.size);
    this.classes = Arrays.copyOf(builder.classes, builder.size);
    this.counts = builder.counts;
  }

  int size() {
    return scores.length;
  }

  long score(int i) {
    return scores[i];
  }

  long hash(int i) {
    return hashes[i];
  }

  int queryClass(int i) {
    return classes[i];
  }

  /** Adds the numbers of queries, at {@code (zone * roles + role) * trials + trial}. */
  void addCountsTo(long[] sums) {
    for (int i = 0; i < counts.length; i++) {
      sums[i] += counts[i];
    }
  }

  /** Fills slices, one after the other. Not for use by several threads. */
  public static final class Builder {
    private static final int[] NONE = {};

    private final Zones zones;
    private final List<TrialRole> roles;
    private final int trials;
    private long[] scores = new long[64];
    private long[] hashes = new long[64];
    private int[] classes = new int[64];
    private int[] counts = NONE;
    private int size;

    /**
     * @param zones of the stream
     * @param roles the roles that thresholds are fitted on
     * @param trials number of trials
     */
    public Builder(Zones zones, List<TrialRole> roles, int trials) {
      this.zones = zones;
      this.roles = List.copyOf(roles);
      this.trials = trials;
    }

    /** Whether a critical score, finite, lies where scores are collected; else it is counted. */
    public boolean collects(long score) {
      return zones.isCollected(zones.find(score));
    }

    /**
     * Collects a query.
     *
     * @param score its critical score
     * @param queryClass its class
     * @param hash of its id
     */
    public void collect(long score, int queryClass, long hash) {
      if (size == scores.length) {
        scores = Arrays.copyOf(scores, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        classes = Arrays.copyOf(classes, 2 * size);
      }
      scores[size] = score;
      hashes[size] = hash;
      classes[size++] = queryClass;
    }

    /**
     * Counts a query.
     *
     * @param score its critical score
     * @param assignment its roles
     */
    public void count(long score, TrialAssignment assignment) {
      int zone = zones.find(score);
      if (counts == NONE) {
        counts = new int[Math.multiplyExact(zones.size() * roles.size(), trials)];
      }
      for (int r = 0; r < roles.size(); r++) {
        for (int split = 0; split < assignment.splits(); split++) {
          RoleLists lists = assignment.roles(split);
          int first = (zone * roles.size() + r) * trials + assignment.firstTrial(split);
          int start = lists.start(roles.get(r));
          int end = start + lists.count(roles.get(r));
          for (int i = start; i < end; i++) {
            counts[first + lists.trials()[i]]++;
          }
        }
      }
    }

    /** Number of scores collected so far. */
    public int size() {
      return size;
    }

    /** What was added so far, as a slice; begins the next. */
    public ZoneSlice build() {
      ZoneSlice slice = new ZoneSlice(this);
      size = 0;
      counts = NONE;
      return slice;
    }
  }
}
