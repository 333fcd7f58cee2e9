package dev.racer.jobs.show;

import dev.racer.core.published.Commit;
import dev.racer.spark.publication.PublicationStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The history of a publication.
 *
 * @param commits all versions, oldest first
 * @param now the time, by which versions are stale
 */
public record VersionsView(List<Commit> commits, Instant now) {
  /** Takes a copy. */
  public VersionsView {
    commits = List.copyOf(commits);
  }

  /** The history of a publication. */
  public static VersionsView of(PublicationStore store, Instant now) {
    return new VersionsView(store.commits(), now);
  }

  /** The history for machines: the commits, one JSON object each, and what they come to. */
  public List<String> json() {
    List<String> lines = new ArrayList<>();
    for (Commit commit : commits) {
      String fields = commit.toJsonLine();
      lines.add(
          fields.substring(0, fields.length() - 1)
              + ",\"in_force\":"
              + isInForce(commit)
              + ",\"stale\":"
              + commit.isStale(now)
              + "}");
    }
    return lines;
  }

  /** The history for people. */
  public String text() {
    TextTable table =
        new TextTable(
            "",
            ">version",
            "kind",
            "date",
            "committed",
            "valid until",
            "state",
            "run",
            "attempt",
            "reason");
    for (Commit commit : commits) {
      table.add(
          isInForce(commit) ? "*" : "",
          String.valueOf(commit.sequence()),
          commit.kind().key(),
          commit.date().map(LocalDate::toString).orElse(""),
          Texts.time(commit.committedAt()),
          commit.validUntil().map(Texts::time).orElse("for ever"),
          state(commit),
          commit.runId(),
          commit.attemptId().substring(commit.runId().length() + 1),
          commit.reason().map(text -> text.replaceAll("\\s+", " ")).orElse(""));
    }
    return commits.isEmpty() ? "No versions yet.\n" : table.text("");
  }

  private String state(Commit commit) {
    List<String> states = new ArrayList<>();
    if (isInForce(commit)) {
      states.add("in force");
    }
    if (commit.pinned()) {
      states.add("pinned");
    }
    if (isInForce(commit) && commit.isStale(now)) {
      states.add("stale");
    }
    return String.join(", ", states);
  }

  private boolean isInForce(Commit commit) {
    return commit.equals(commits.get(commits.size() - 1));
  }
}
