package dev.racer.jobs.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was compared so far, and what of it differs. */
final class Checks {
  private final Map<String, Long> compared = new TreeMap<>();
  private final List<Difference> differences = new ArrayList<>();

  /** Compares; both are written as their text says. */
  boolean equal(String check, String subject, String item, Object expected, Object found) {
    compared.merge(check, 1L, Long::sum);
    if (expected.equals(found)) {
      return true;
    }
    differences.add(
        new Difference(check, subject, item, String.valueOf(expected), String.valueOf(found)));
    return false;
  }

  /** Says that something is not as it must be. */
  void differs(String check, String subject, String item, String expected, String found) {
    compared.merge(check, 1L, Long::sum);
    differences.add(new Difference(check, subject, item, expected, found));
  }

  /** Says that a number of things were compared, some of which differ as said. */
  void compared(String check, long things, List<Difference> found) {
    compared.merge(check, things, Long::sum);
    differences.addAll(found);
  }

  /** What differs, in the order in which it was found. */
  List<Difference> differences() {
    return List.copyOf(differences);
  }

  /** How many comparisons each check made. */
  Map<String, Long> counts() {
    return new TreeMap<>(compared);
  }
}
