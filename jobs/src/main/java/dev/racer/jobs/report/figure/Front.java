package dev.racer.jobs.report.figure;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The Pareto front: what nothing else beats in one respect without losing in the other. */
final class Front {
  private Front() {}

  /**
   * Something to choose.
   *
   * @param saved the more the better
   * @param gained the more the better
   */
  record Option(double saved, double gained) {
    private boolean beats(Option other) {
      return saved >= other.saved
          && gained >= other.gained
          && (saved > other.saved || gained > other.gained);
    }
  }

  /** Whether none of the options is at least as good in both and better in one. */
  static boolean holds(Option option, List<Option> all) {
    return all.stream().noneMatch(other -> other.beats(option));
  }

  /** The front from left to right, x and y in turn. */
  static List<Double> corners(List<Option> all) {
    return all.stream()
        .filter(option -> holds(option, all))
        .distinct()
        .sorted(Comparator.comparing(Option::saved))
        .flatMap(option -> Stream.of(option.saved(), option.gained()))
        .toList();
  }
}
