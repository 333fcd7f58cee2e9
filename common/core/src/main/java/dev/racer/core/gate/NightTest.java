package dev.racer.core.gate;

import dev.racer.core.metric.FamilyCheck;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Tells for which thresholds the newest day does not fit the window before it.
 *
 * <p>A healthy night is refused with probability at most the level, whatever the dependence between
 * the rows, by Holm's procedure. The level is per night: neighbouring nights share most of their
 * window, so their verdicts are dependent, but in the long run at most that share of healthy nights
 * is refused.
 *
 * @param level probability that a healthy night is refused, at most; in (0, 1)
 * @param verdicts one per row, in the order of the rows
 */
public record NightTest(double level, List<Verdict> verdicts) {
  /** One refused healthy night in a thousand. */
  public static final double DEFAULT_LEVEL = FamilyCheck.DEFAULT_LEVEL;

  /**
   * A threshold in force to be tested.
   *
   * @param source the queries that it was selected on, and of which the fresh ones are
   * @param test the misses among the fresh ones
   */
  public record Row(ThresholdSource source, MissTest test) {}

  /**
   * What the night says about a threshold.
   *
   * @param row what was tested
   * @param pValue of the row alone
   * @param leastRefused the least number of misses above the expected one that would have refused
   *     this row, the others being as they are; empty if none would: too few fresh queries
   * @param mostRefusedBelow the greatest number of misses below the expected one that would have;
   *     empty if none would
   * @param refused whether the misses are improbable among all rows of the night
   */
  public record Verdict(
      Row row,
      double pValue,
      OptionalLong leastRefused,
      OptionalLong mostRefusedBelow,
      boolean refused) {
    /** Returns whether the row is refused for improbably few misses, which mean broken labels. */
    public boolean refusedForFew() {
      return refused && row.test().misses() < row.test().expected();
    }
  }

  /** Copies the verdicts. */
  public NightTest {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * Tests a night.
   *
   * @param rows one per source in force with a threshold; may be none
   * @param level as for the record
   * @throws IllegalArgumentException if the level is out of range or a source is given twice, which
   *     would spend level on the same misses
   */
  public static NightTest of(List<Row> rows, double level) {
    FamilyCheck family = new FamilyCheck(level);
    requireDistinct(rows);
    double[] pValues = rows.stream().mapToDouble(row -> row.test().pValue()).toArray();
    boolean[] refused = family.failures(pValues);
    double[] limits = limits(pValues, level);
    List<Verdict> verdicts =
        IntStream.range(0, rows.size())
            .mapToObj(
                i ->
                    new Verdict(
                        rows.get(i),
                        pValues[i],
                        rows.get(i).test().leastRefused(limits[i]),
                        rows.get(i).test().mostRefusedBelow(limits[i]),
                        refused[i]))
            .toList();
    return new NightTest(level, verdicts);
  }

  /** Returns whether any row is refused. */
  public boolean refused() {
    return verdicts.stream().anyMatch(Verdict::refused);
  }

  /** Returns the refused sources, in their order. */
  public Set<ThresholdSource> refusedSources() {
    Set<ThresholdSource> sources = new TreeSet<>();
    verdicts.stream()
        .filter(Verdict::refused)
        .forEach(verdict -> sources.add(verdict.row().source()));
    return sources;
  }

  /**
   * The p-value up to which each row is refused, given the others: the level divided by the number
   * of tests that are left once Holm's procedure has refused all the others that it can.
   */
  private static double[] limits(double[] pValues, double level) {
    double[] ascending = pValues.clone();
    Arrays.sort(ascending);
    int tests = pValues.length;
    return Arrays.stream(pValues)
        .map(own -> level / (tests - refusedBesides(own, ascending, level)))
        .toArray();
  }

  private static int refusedBesides(double own, double[] ascending, double level) {
    boolean ownIsLeftOut = false;
    int refused = 0;
    for (double pValue : ascending) {
      if (pValue == own && !ownIsLeftOut) {
        ownIsLeftOut = true;
      } else if (pValue * (ascending.length - refused) > level) {
        break;
      } else {
        refused++;
      }
    }
    return refused;
  }

  private static void requireDistinct(List<Row> rows) {
    Set<ThresholdSource> sources = new HashSet<>();
    for (Row row : rows) {
      if (!sources.add(row.source())) {
        throw new IllegalArgumentException(
            "Each source must be tested once, got again " + row.source());
      }
    }
  }
}
