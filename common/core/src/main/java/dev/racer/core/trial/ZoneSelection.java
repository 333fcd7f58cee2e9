package dev.racer.core.trial;

import dev.racer.core.score.FixedPoint;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Selects the wanted ranks of a stream, for all trials in one sweep over its slices. */
public final class ZoneSelection {
  private static final int RESOLVED = -1;

  private final Zones zones;
  private final RankWish wish;
  private final List<TrialRole> roles;
  private final TrialAssignment assignment;
  private final int[] order; // numbers of wishes, by role and trial, ranks ascending
  private final int[] next; // by role and trial, where in the order
  private final long[] reached;
  private final long[] values;
  private final int[] inZone;

  private ZoneSelection(
      Zones zones, RankWish wish, List<TrialRole> roles, TrialAssignment assignment) {
    this.zones = zones;
    this.wish = wish;
    this.roles = roles;
    this.assignment = assignment;
    int fits = wish.roles() * wish.trials();
    this.order = new int[wish.ranks().length];
    this.next = new int[fits];
    this.reached = new long[fits];
    this.values = new long[wish.ranks().length];
    this.inZone = new int[wish.ranks().length];
    Arrays.fill(values, FixedPoint.INFINITE);
    Arrays.fill(inZone, RESOLVED);
    for (int fit = 0; fit < fits; fit++) {
      sort(fit);
    }
  }

  /**
   * What was found.
   *
   * @param values by number of the wish: fixed point; {@link FixedPoint#INFINITE} where there are
   *     fewer scores than that, or nothing was wanted
   * @param zones by number of the wish: the zone of which no more is known than that the rank lies
   *     there, or -1 where the value is known
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Found(long[] values, int[] zones) implements Serializable {}

  /**
   * Selects.
   *
   * @param zones of the stream
   * @param wish the ranks
   * @param roles the roles that thresholds are fitted on
   * @param slices all slices of the stream
   * @param assignment buffers for roles
   */
  public static Found select(
      Zones zones,
      RankWish wish,
      List<TrialRole> roles,
      Iterator<ZoneSlice> slices,
      TrialAssignment assignment) {
    Collected collected = new Collected();
    long[] counts = new long[zones.size() * wish.roles() * wish.trials()];
    while (slices.hasNext()) {
      ZoneSlice slice = slices.next();
      slice.addCountsTo(counts);
      collected.add(slice);
    }
    collected.sort();
    ZoneSelection selection = new ZoneSelection(zones, wish, roles, assignment);
    selection.sweep(collected, counts);
    return new Found(selection.values, selection.inZone);
  }

  /** Orders the wishes of a role and trial by rank; what is not wanted comes first. */
  private void sort(int fit) {
    int from = fit * wish.levels();
    for (int i = 0; i < wish.levels(); i++) {
      int at = from + i;
      for (; at > from && rank(order[at - 1]) > rank(from + i); at--) {
        order[at] = order[at - 1];
      }
      order[at] = from + i;
    }
    next[fit] = from;
    while (next[fit] < from + wish.levels() && rank(order[next[fit]]) == 0) {
      next[fit]++;
    }
  }

  private long rank(int number) {
    return wish.ranks()[number];
  }

  private void sweep(Collected collected, long[] counts) {
    int at = 0;
    for (int zone = 0; zone < zones.size(); zone++) {
      if (zones.isCollected(zone)) {
        for (; at < collected.size && collected.scores[at] <= zones.upper(zone); at++) {
          assignment.assign(collected.classes[at], collected.hashes[at]);
          for (int role = 0; role < roles.size(); role++) {
            count(role, collected.scores[at]);
          }
        }
      } else {
        for (int fit = 0; fit < reached.length; fit++) {
          reached[fit] += counts[zone * reached.length + fit];
          passZone(fit, zone);
        }
      }
    }
  }

  /** Counts a score in all trials in which its query has a role. */
  private void count(int role, long score) {
    for (int split = 0; split < assignment.splits(); split++) {
      RoleLists lists = assignment.roles(split);
      int first = role * wish.trials() + assignment.firstTrial(split);
      int start = lists.start(roles.get(role));
      int end = start + lists.count(roles.get(role));
      for (int i = start; i < end; i++) {
        int fit = first + lists.trials()[i];
        reached[fit]++;
        while (isReached(fit)) {
          values[order[next[fit]++]] = score;
        }
      }
    }
  }

  private void passZone(int fit, int zone) {
    while (isReached(fit)) {
      int number = order[next[fit]++];
      if (zones.isSingle(zone)) {
        values[number] = zones.upper(zone);
      } else {
        inZone[number] = zone;
      }
    }
  }

  private boolean isReached(int fit) {
    return next[fit] < (fit + 1) * wish.levels() && rank(order[next[fit]]) <= reached[fit];
  }

  /** Scores with what belongs to them. */
  private static final class Collected {
    private long[] scores = {};
    private long[] hashes = {};
    private int[] classes = {};
    private int size;

    void add(ZoneSlice slice) {
      int end = Math.addExact(size, slice.size());
      if (end > scores.length) {
        int capacity = Math.max(end, 2 * size);
        scores = Arrays.copyOf(scores, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        classes = Arrays.copyOf(classes, capacity);
      }
      for (int i = 0; i < slice.size(); i++) {
        scores[size] = slice.score(i);
        hashes[size] = slice.hash(i);
        classes[size++] = slice.queryClass(i);
      }
    }

    /** By score; equal scores in any order, as nothing depends on it. */
    void sort() {
      long[] sorted = Arrays.copyOf(scores, size);
      Arrays.sort(sorted);
      int[] taken = new int[size];
      long[] sortedHashes = new long[size];
      int[] sortedClasses = new int[size];
      for (int i = 0; i < size; i++) {
        int first = first(sorted, scores[i]);
        int place = first + taken[first]++;
        sortedHashes[place] = hashes[i];
        sortedClasses[place] = classes[i];
      }
      scores = sorted;
      hashes = sortedHashes;
      classes = sortedClasses;
    }

    private static int first(long[] sorted, long score) {
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sorted[middle] < score) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
