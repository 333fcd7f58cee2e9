package dev.racer.jobs.show;

import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunStatus;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runs of a publication.
 *
 * @param runs how every finished run ended, earliest begin first
 * @param unfinished ids of attempts that are under way or died
 */
public record RunsView(List<RunStatus> runs, List<String> unfinished) {
  private static final String UNFINISHED = "unfinished";

  /** Takes copies. */
  public RunsView {
    runs = List.copyOf(runs);
    unfinished = List.copyOf(unfinished);
  }

  /** The runs of a publication. */
  public static RunsView of(PublicationStore store) {
    List<String> unfinished =
        store.unfinished(); // first: one that ends meanwhile is shown twice, not never
    return new RunsView(store.runs(), unfinished);
  }

  /** The runs for machines: one JSON object each, unfinished ones last. */
  public List<String> json() {
    return Stream.concat(
            runs.stream().map(RunStatus::toJsonLine),
            unfinished.stream()
                .map(id -> "{\"attempt\":\"" + id + "\",\"outcome\":\"" + UNFINISHED + "\"}"))
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
    return runs.isEmpty() && unfinished.isEmpty() ? "No runs yet.\n" : table.text("");
  }
}
