package dev.racer.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How many times as long one contender takes as another, warm.
 *
 * @param of the one
 * @param to the other
 * @param seconds of the durations; the median is that of the medians, the ends are those of rounds,
 *     where both ran one soon after the other
 * @param cpuSeconds of the CPU times
 */
public record Ratio(String of, String to, Spread seconds, Spread cpuSeconds) {

  /** The ratio of two outcomes, if both were measured. */
  public static Optional<Ratio> of(Outcome of, Outcome to) {
    boolean isMeasured = !of.warm().isEmpty() && of.warm().size() == to.warm().size();
    return isMeasured
        ? Optional.of(
            new Ratio(
                of.name(),
                to.name(),
                spread(of.warm(), to.warm(), Run::seconds),
                spread(of.warm(), to.warm(), Run::cpuSeconds)))
        : Optional.empty();
  }

  private static Spread spread(List<Run> of, List<Run> to, ToDoubleFunction<Run> figure) {
    List<Double> above = new ArrayList<>();
    List<Double> below = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      above.add(figure.applyAsDouble(of.get(i)));
      below.add(figure.applyAsDouble(to.get(i)));
      ratios.add(quotient(above.get(i), below.get(i)));
    }
    Spread rounds = Spread.of(ratios);
    double ofMedians = quotient(Spread.of(above).median(), Spread.of(below).median());
    return new Spread(ofMedians, rounds.min(), rounds.max());
  }

  /** CPU time comes in hundredths of a second: a tiny run may have none. */
  private static double quotient(double above, double below) {
    return below > 0 ? above / below : 0;
  }
}
