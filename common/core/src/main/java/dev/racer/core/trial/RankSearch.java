package dev.racer.core.trial;

import static java.util.Comparator.comparingLong;

import dev.racer.core.score.FixedPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where in a stream the wanted ranks lie: a bracket for each of them, which is narrowed until the
 * scores in it are few enough to be collected.
 *
 * <p>A small stream is collected whole. In a large one, a rank among the calibration queries of a
 * random split is first looked for about where it is expected in the whole stream; should it not be
 * there, it is known between which zones it lies. Otherwise the bracket is cut into {@value #PARTS}
 * parts of about the same number of scores.
 */
public final class RankSearch {
  private static final int PARTS = 64;

  /** Equal scores, if there are so many of them, are counted and not collected. */
  private static final long SINGLE_WEIGHT = 1024;

  /** How many standard deviations are allowed for at first. */
  private static final double SPREAD = 7;

  private static final long LEAST = Long.MIN_VALUE;
  private static final long GREATEST = FixedPoint.INFINITE - 1;

  private final RankSummary summary;
  private final RankWish wish;
  private final long mostCollected;
  private final Bracket[] brackets; // null where nothing is wanted or the value is known
  private final long[] values;

  /** Values above {@code low} and up to {@code high}. */
  private record Bracket(long low, long high) {}

  /**
   * @param summary of the stream's finite critical scores
   * @param wish the ranks
   * @param mostCollected most scores of a bracket that are collected; at least 1
   */
  public RankSearch(RankSummary summary, RankWish wish, long mostCollected) {
    this.summary = summary;
    this.wish = wish;
    this.mostCollected = mostCollected;
    this.brackets = new Bracket[wish.ranks().length];
    this.values = new long[brackets.length];
    Arrays.fill(values, FixedPoint.INFINITE);
    for (int i = 0; i < brackets.length; i++) {
      if (wish.ranks()[i] > 0) {
        brackets[i] = new Bracket(LEAST, GREATEST);
      }
    }
  }

  /**
   * Says that the queries with a role in a trial are a random sample of all, so that their ranks
   * are where they are expected, nearly always.
   *
   * @param role number of the role
   * @param trial the trial
   * @param n queries of the sample that count for the target
   * @param all all queries that count for it
   */
  public void expect(int role, int trial, long n, long all) {
    if (summary.count() <= mostCollected) {
      return;
    }
    for (int level = 0; level < wish.levels(); level++) {
      int number = (role * wish.trials() + trial) * wish.levels() + level;
      long k = wish.ranks()[number];
      if (k > 0) { // the k-th of n among all: negative hypergeometric
        double mean = k * (all + 1.0) / (n + 1.0);
        double variance =
            k * (all + 1.0) * (all - n) * (n + 1.0 - k) / ((n + 1.0) * (n + 1.0) * (n + 2.0));
        double reach = SPREAD * Math.sqrt(variance) + 4.0 * all / n;
        brackets[number] = around((long) (mean - reach), (long) Math.ceil(mean + reach));
      }
    }
  }

  /** A bracket that holds these ranks of the whole stream. */
  private Bracket around(long firstRank, long lastRank) {
    int below = -1; // the last point with all values up to it below the first rank
    while (below + 1 < summary.size() && summary.most(below + 1) < firstRank) {
      below++;
    }
    int last = Math.max(below + 1, 0);
    while (last < summary.size() && summary.least(last) < lastRank) {
      last++;
    }
    return new Bracket(
        below < 0 ? LEAST : summary.point(below),
        last < summary.size() ? summary.point(last) : GREATEST);
  }

  /** Whether all values are known. */
  public boolean isDone() {
    return Arrays.stream(brackets).allMatch(bracket -> bracket == null);
  }

  /** The ranks whose values are not known yet. */
  public RankWish open() {
    long[] ranks = wish.ranks().clone();
    Arrays.setAll(ranks, i -> brackets[i] == null ? 0 : ranks[i]);
    return new RankWish(wish.roles(), wish.trials(), wish.levels(), ranks);
  }

  /** The zones to look at next. */
  public Zones zones() {
    TreeSet<Long> bounds = new TreeSet<>(Set.of(GREATEST));
    List<Bracket> collected = new ArrayList<>();
    for (Bracket bracket : Arrays.stream(brackets).filter(Objects::nonNull).distinct().toList()) {
      int first = summary.lastUpTo(bracket.low()) + 1;
      int last = summary.lastUpTo(bracket.high() - 1);
      if (first > last || weight(first, last) <= mostCollected) {
        collected.add(bracket);
      } else {
        addBounds(bracket, bounds);
        cut(first, last, bounds);
      }
    }
    List<Bracket> united = united(collected);
    for (Bracket bracket : united) {
      addBounds(bracket, bounds);
      int last = summary.lastUpTo(bracket.high());
      for (int point = summary.lastUpTo(bracket.low()) + 1; point <= last; point++) {
        if (gain(point) >= SINGLE_WEIGHT) { // perhaps all of it in the point itself
          bounds.add(summary.point(point) - 1);
          bounds.add(summary.point(point));
        }
      }
    }
    long[] uppers = bounds.stream().mapToLong(bound -> bound).toArray();
    boolean[] isCollected = new boolean[uppers.length];
    for (int zone = 0; zone < uppers.length; zone++) {
      long upper = uppers[zone];
      isCollected[zone] =
          !(zone > 0 && upper - uppers[zone - 1] == 1) // a single value is known when counted
              && united.stream().anyMatch(b -> b.low() < upper && upper <= b.high());
    }
    return new Zones(uppers, isCollected);
  }

  private static void addBounds(Bracket bracket, Set<Long> bounds) {
    bounds.add(bracket.high());
    if (bracket.low() != LEAST) {
      bounds.add(bracket.low());
    }
  }

  /** Brackets that overlap as one, so that those of many trials make few zones. */
  private static List<Bracket> united(List<Bracket> brackets) {
    List<Bracket> united = new ArrayList<>();
    for (Bracket next : brackets.stream().sorted(comparingLong(Bracket::low)).toList()) {
      int end = united.size() - 1;
      if (end >= 0 && next.low() <= united.get(end).high()) {
        Bracket before = united.get(end);
        united.set(end, new Bracket(before.low(), Math.max(before.high(), next.high())));
      } else {
        united.add(next);
      }
    }
    return united;
  }

  /** At least the number of scores that would be collected around some points. */
  private long weight(int first, int last) {
    int end = Math.min(last + 1, summary.size() - 1);
    long weight = summary.most(end) - summary.least(first - 1);
    for (int point = first; point <= end; point++) {
      weight -= isHeavy(point) ? gain(point) : 0;
    }
    return weight;
  }

  private boolean isHeavy(int point) {
    return summary.isSingle(point) && gain(point) >= SINGLE_WEIGHT;
  }

  /** About how many scores lie above the point before and up to a point. */
  private long gain(int point) {
    return summary.least(point) - summary.least(point - 1);
  }

  /** Adds points as bounds, with about the same number of scores between them. */
  private void cut(int first, int last, Set<Long> bounds) {
    long before = summary.least(first - 1);
    long part = Math.max(1, (summary.least(last) - before) / PARTS);
    for (int point = first; point <= last; point++) {
      if (summary.least(point) - before >= part || point == last) {
        bounds.add(summary.point(point));
        if (isHeavy(point)) {
          bounds.add(summary.point(point) - 1);
        }
        before = summary.least(point);
      }
    }
  }

  /**
   * Takes in what was found in the zones looked at.
   *
   * @param zones as {@link #zones} gave them
   * @param found for {@link #open}
   */
  public void add(Zones zones, ZoneSelection.Found found) {
    for (int i = 0; i < brackets.length; i++) {
      if (brackets[i] != null) {
        int zone = found.zones()[i];
        if (zone < 0) {
          values[i] = found.values()[i];
          brackets[i] = null;
        } else {
          brackets[i] = new Bracket(zones.below(zone), zones.upper(zone));
        }
      }
    }
  }

  /**
   * The values, by number of the wish: fixed point; {@link FixedPoint#INFINITE} where nothing was
   * wanted or there are fewer finite scores.
   *
   * @throws IllegalStateException if not all are known yet
   */
  public long[] values() {
    if (!isDone()) {
      throw new IllegalStateException("Not all ranks have been found yet");
    }
    return values.clone();
  }
}
