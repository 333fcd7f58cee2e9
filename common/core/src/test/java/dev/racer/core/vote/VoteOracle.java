package dev.racer.core.vote;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Votes by their definition, in decimals of {@value #DIGITS} digits: every weight by itself,
 * nothing cancelled, nothing relative to a largest one. Weights are multiples of 1/32, so {@code
 * exp(w / T)} is an integer power of {@code exp(1 / (32 T))}, and sums of the same weights are the
 * same number.
 */
final class VoteOracle {
  /** Weights are multiples of one over this. */
  static final int WEIGHT_UNITS = 32;

  /** Router scores are multiples of one over this. */
  static final int SCORE_UNITS = 8;

  private static final int DIGITS = 120;
  private static final MathContext CONTEXT = new MathContext(DIGITS);

  private final long[] answers;
  private final double[] scores;

  VoteOracle(long[] answers, double[] scores) {
    this.answers = answers;
    this.scores = scores;
  }

  /** {@code exp(w / T)} for the weights 0, 1/32, ... 1. */
  static List<BigDecimal> powers(double temperature) {
    BigDecimal exponent =
        BigDecimal.ONE.divide(
            new BigDecimal(temperature).multiply(BigDecimal.valueOf(WEIGHT_UNITS)), CONTEXT);
    BigDecimal base = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; term.compareTo(BigDecimal.ONE.movePointLeft(DIGITS)) > 0; i++) {
      term = term.multiply(exponent, CONTEXT).divide(BigDecimal.valueOf(i), CONTEXT);
      base = base.add(term, CONTEXT);
    }
    List<BigDecimal> powers = new ArrayList<>();
    BigDecimal power = BigDecimal.ONE;
    for (int i = 0; i <= WEIGHT_UNITS; i++) {
      powers.add(power);
      power = power.multiply(base, CONTEXT);
    }
    return powers;
  }

  /** The winner when every member's vote counts as given; a missing one is no vote. */
  int winner(int[] members, Map<Integer, BigDecimal> counts) {
    Map<Long, List<Integer>> voters = new TreeMap<>();
    Map<Long, List<Integer>> givers = new TreeMap<>();
    for (int member : members) {
      if (answers[member] != Answers.NONE) {
        givers.computeIfAbsent(answers[member], answer -> new ArrayList<>()).add(member);
        if (counts.containsKey(member)) {
          voters.computeIfAbsent(answers[member], answer -> new ArrayList<>()).add(member);
        }
      }
    }
    if (voters.isEmpty()) {
      return VoteCount.NO_WINNER;
    }
    Comparator<List<Integer>> bySum =
        Comparator.comparing(
            list -> list.stream().map(counts::get).reduce(BigDecimal.ZERO, BigDecimal::add));
    Comparator<List<Integer>> better =
        bySum
            .thenComparing(this::compareMeans)
            .thenComparing(
                Comparator.comparing((List<Integer> list) -> Collections.min(list)).reversed());
    List<Integer> winners = Collections.max(voters.values(), better);
    return Collections.max(
        givers.get(answers[winners.get(0)]),
        Comparator.<Integer>comparingDouble(model -> scores[model])
            .thenComparing(Comparator.reverseOrder()));
  }

  private int compareMeans(List<Integer> list, List<Integer> other) {
    return sum(list)
        .multiply(BigInteger.valueOf(other.size()))
        .compareTo(sum(other).multiply(BigInteger.valueOf(list.size())));
  }

  private BigInteger sum(List<Integer> models) {
    return models.stream()
        .map(model -> BigInteger.valueOf((long) (scores[model] * SCORE_UNITS)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
