package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.score.FixedPoint;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Nights on end in which only the called models' outcomes are logged, and each night's threshold
 * decides what is called on the next.
 *
 * <p>240 independent streams of 30 nights with 500 queries each, alpha = .10, a coin that explores
 * one query in ten, and a window of ten nights. At night 30 the true risk of a threshold at rank k
 * of n is distributed as Beta(n + 1 - k, k), so the mean over the streams, standardized by that
 * law, is standard normal: |z| &lt; 4 fails by chance once in 16,000 seeds; the seed is fixed. The
 * shortcuts, forced upon the same streams, fail by more than 20 standard errors.
 */
class ExplorationSliceGuaranteeTest {
  private static final int STREAMS = 240;
  private static final int NIGHTS = 30;
  private static final int QUERIES = 500;
  private static final int WINDOW = 10;
  private static final double EXPLORED = .1;
  private static final RiskLevel LEVEL = RiskLevel.parse("0.10");
  private static final LoggedTraffic TRAFFIC = new LoggedTraffic(1);

  /** Which logged queries calibrate, and what is made of their labels. */
  private enum Rule {
    /** Those that a coin chose. */
    SLICE,
    /** All but those with no right called model. */
    ANSWERED,
    /** All; where every called model is wrong the null model is taken to be right. */
    NULL_RIGHT,
    /** Those whose labels are complete, whatever completed them. */
    COMPLETE
  }

  @Test
  void sliceKeepsTheRiskOfTheTheory() {
    NightThirty night = NightThirty.of(Rule.SLICE);

    assertThat(night.feasible).isEqualTo(STREAMS);
    assertThat(night.theory).isBetween(.097, .1);
    assertThat(Math.abs(night.z)).isLessThan(4);
  }

  @Test
  void droppingUnansweredQueriesLosesTheGuarantee() {
    NightThirty night = NightThirty.of(Rule.ANSWERED);

    assertThat(night.z).isGreaterThan(20);
    assertThat(night.risk).isGreaterThan(.2);
  }

  @Test
  void readingAllCalledWrongAsNullRightLosesTheGuarantee() {
    NightThirty night = NightThirty.of(Rule.NULL_RIGHT);

    assertThat(night.z).isGreaterThan(20);
    assertThat(night.risk).isGreaterThan(.14);
  }

  @Test
  void completenessInPlaceOfTheCoinLosesTheGuarantee() {
    NightThirty night = NightThirty.of(Rule.COMPLETE);

    assertThat(night.z).isGreaterThan(20);
    assertThat(night.risk).isGreaterThan(.13);
  }

  private record NightThirty(double risk, double theory, double z, int feasible) {
    static NightThirty of(Rule rule) {
      RealisedRisk realised = new RealisedRisk();
      double risk = 0;
      double theory = 0;
      int feasible = 0;
      for (int stream = 0; stream < STREAMS; stream++) {
        Stream run = new Stream(new SplittableRandom(stream), rule);
        for (int night = 1; night < NIGHTS; night++) {
          run.night();
        }
        if (run.threshold != FixedPoint.INFINITE) {
          feasible++;
          double reached = TRAFFIC.trueRisk(run.threshold);
          realised.addBeta(reached, run.n, run.rank);
          risk += reached;
          theory += (run.n + 1.0 - run.rank) / (run.n + 1.0);
        }
      }
      return new NightThirty(risk / feasible, theory / feasible, realised.z(), feasible);
    }
  }

  /** One stream: what is logged under each night's threshold makes the next one. */
  private static final class Stream {
    private final SplittableRandom random;
    private final Rule rule;
    private final long[][] nights = new long[WINDOW][];
    private int next;
    private long threshold = FixedPoint.INFINITE;
    private long n;
    private long rank;

    Stream(SplittableRandom random, Rule rule) {
      this.random = random;
      this.rule = rule;
      Arrays.fill(nights, new long[0]);
    }

    void night() {
      long[] logged = new long[QUERIES];
      int size = 0;
      for (int i = 0; i < QUERIES; i++) {
        int query = TRAFFIC.draw(random);
        boolean explored = random.nextDouble() < EXPLORED;
        byte[] known = TRAFFIC.called(query, explored ? FixedPoint.INFINITE : threshold);
        if (calibrates(known, explored)) {
          logged[size++] = critical(query, known);
        }
      }
      nights[next++ % WINDOW] = Arrays.copyOf(logged, size);
      long[] window = Arrays.stream(nights).flatMapToLong(Arrays::stream).toArray();
      n = window.length;
      ThresholdRank chosen = ThresholdRank.expected(n, LEVEL);
      rank = chosen instanceof ThresholdRank.AtRank at ? at.k() : 0;
      threshold = LoggedTraffic.threshold(chosen, window, window.length);
    }

    private boolean calibrates(byte[] known, boolean explored) {
      return switch (rule) {
        case SLICE -> explored;
        case ANSWERED -> right(known);
        case NULL_RIGHT -> true;
        case COMPLETE -> LabelState.state(known, known.length).complete();
      };
    }

    private long critical(int query, byte[] known) {
      long[] scores = TRAFFIC.nonconformity[query];
      if (rule == Rule.NULL_RIGHT && !right(known)) {
        return scores[LoggedTraffic.MODELS];
      }
      return CriticalScore.of(scores, known, LoggedTraffic.MODELS);
    }

    private static boolean right(byte[] known) {
      for (byte label : known) {
        if (label == Labels.CORRECT) {
          return true;
        }
      }
      return false;
    }
  }
}
