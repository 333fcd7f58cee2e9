package dev.racer.jobs.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong with rows of records: how many for each reason, and the first of them by name. */
final class Complaints {
  private static final int MOST_REASONS = 100;

  private final Map<List<String>, Count> counts = new TreeMap<>(Complaints::compare);

  private record Count(long rows, String example) {}

  private static int compare(List<String> a, List<String> b) {
    int expected = a.get(0).compareTo(b.get(0));
    return expected != 0 ? expected : a.get(1).compareTo(b.get(1));
  }

  void add(String expected, String found, String row) {
    put(List.of(expected, found), new Count(1, row));
  }

  void addAll(Complaints other) {
    other.counts.forEach(this::put);
  }

  private void put(List<String> reason, Count count) {
    if (counts.size() < MOST_REASONS || counts.containsKey(reason)) {
      counts.merge(
          reason,
          count,
          (a, b) ->
              new Count(
                  a.rows() + b.rows(),
                  a.example().compareTo(b.example()) <= 0 ? a.example() : b.example()));
    }
  }

  /** One difference for every reason, at most {@value #MOST_REASONS}. */
  List<Difference> differences(String check) {
    return counts.entrySet().stream()
        .map(
            entry ->
                new Difference(
                    check,
                    entry.getValue().rows() + " records, for one " + entry.getValue().example(),
                    "record",
                    entry.getKey().get(0),
                    entry.getKey().get(1)))
        .toList();
  }
}
