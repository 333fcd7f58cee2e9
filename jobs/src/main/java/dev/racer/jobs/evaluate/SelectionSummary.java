package dev.racer.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was chosen for a router and segment over all trials.
 *
 * @param mostFrequent the choice made most often, as it was made first; temperatures may differ
 * @param times how often it was made
 * @param trials how often a choice was made at all
 * @param accuracy mean test accuracy of whatever was chosen; null without votes
 * @param setSize mean test set size of whatever was chosen
 */
public record SelectionSummary(
    Selection mostFrequent, int times, int trials, Double accuracy, Double setSize) {

  /** Sums up choices; one entry per split, router, segment and choice, in the order they came. */
  public static List<SelectionSummary> of(List<Selection> selections) {
    Map<List<String>, List<Selection>> byPlace = new LinkedHashMap<>();
    for (Selection selection : selections) {
      byPlace
          .computeIfAbsent(
              List.of(
                  selection.split(),
                  selection.cell().router(),
                  selection.cell().segment(),
                  selection.choice()),
              place -> new ArrayList<>())
          .add(selection);
    }
    return byPlace.values().stream().map(SelectionSummary::sum).toList();
  }

  private static SelectionSummary sum(List<Selection> made) {
    Map<List<Object>, List<Selection>> byChoice = new LinkedHashMap<>();
    Spread accuracy = new Spread();
    Spread setSize = new Spread();
    for (Selection selection : made) {
      byChoice
          .computeIfAbsent(List.of(selection.cell(), selection.vote()), choice -> new ArrayList<>())
          .add(selection);
      accuracy.add(selection.test().accuracy());
      setSize.add(selection.test().setSize());
    }
    List<Selection> most = List.of();
    for (List<Selection> same : byChoice.values()) {
      if (same.size() > most.size()) {
        most = same;
      }
    }
    return new SelectionSummary(
        most.get(0), most.size(), made.size(), accuracy.mean(), setSize.mean());
  }
}
