package dev.racer.jobs.show;

import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The runs of a publication.
 *
 * @param runs how every finished run ended, earliest begin first
 * @param unfinished ids of attempts that are under way or died
 * @param damaged ids of attempts whose status cannot be read, and why
 */
public record RunsView(
    List<RunStatus> runs, List<String> unfinished, SortedMap<String, String> damaged) {
  private static final String UNFINISHED = "unfinished";
  private static final String DAMAGED = "damaged";

  /** Takes copies. */
  public RunsView {
    runs = List.copyOf(runs);
    unfinished = List.copyOf(unfinished);
    damaged = Collections.unmodifiableSortedMap(new TreeMap<>(damaged));
  }

  /** The runs of a publication. */
  public static RunsView of(PublicationStore store) {
    List<String> unfinished =
        store.unfinished(); // first: one that ends meanwhile is shown twice, not never
    List<RunStatus> runs = new ArrayList<>();
    SortedMap<String, String> damaged = new TreeMap<>();
    for (String id : store.ended()) {
      try {
        store.status(id).ifPresent(runs::add);
      } catch (DataContractException e) {
        damaged.put(id, e.getMessage()); // the others are to be seen all the same
      }
    }
    runs.sort(RunStatus.BY_BEGIN);
    return new RunsView(runs, unfinished, damaged);
  }

  /** The runs for machines: one JSON object each, unfinished and damaged ones last. */
  public List<String> json() {
    return Stream.of(
            runs.stream().map(RunStatus::toJsonLine),
            unfinished.stream()
                .map(id -> "{\"attempt\":\"" + id + "\",\"outcome\":\"" + UNFINISHED + "\"}"),
            damaged.keySet().stream()
                .map(id -> "{\"attempt\":\"" + id + "\",\"outcome\":\"" + DAMAGED + "\"}"))
        .flatMap(lines -> lines)
        .toList();
  }

  /** The runs for people. */
  public String text() {
    TextTable table =
        new TextTable(
            "started", ">took", "verb", "outcome", ">exit", ">version", "attempt", "reason");
    for (RunStatus run : runs) {
      table.add(
          Texts.time(run.startedAt()),
          Texts.seconds(run.startedAt(), run.endedAt()),
          run.verb(),
          run.outcome().key(),
          String.valueOf(run.exitCode()),
          run.sequence().isPresent() ? String.valueOf(run.sequence().getAsLong()) : "",
          run.attempt(),
          run.reason().orElse(""));
    }
    for (String id : unfinished) {
      table.add("", "", "", UNFINISHED, "", "", id, "under way, or died without a word");
    }
    damaged.forEach((id, why) -> table.add("", "", "", DAMAGED, "", "", id, why));
    return runs.isEmpty() && unfinished.isEmpty() && damaged.isEmpty()
        ? "No runs yet.\n"
        : table.text("");
  }
}
