package dev.racer.spark.publication;

import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the versions of a publication say about the next one.
 *
 * @param commits all versions, oldest first
 */
record CommitHistory(List<Commit> commits) {
  CommitHistory {
    commits = List.copyOf(commits);
  }

  Optional<Commit> inForce() {
    return commits.isEmpty() ? Optional.empty() : Optional.of(commits.get(commits.size() - 1));
  }

  Optional<Commit> commit(long sequence) {
    return commits.stream().filter(commit -> commit.sequence() == sequence).findFirst();
  }

  List<Long> sequences() {
    return commits.stream().map(Commit::sequence).toList();
  }

  long nextSequence() {
    return inForce().map(Commit::sequence).orElse(0L) + 1;
  }

  /**
   * Why a run that nobody forces must not put its version in force.
   *
   * @param runId the run
   * @param date newest day of its data
   * @return empty if nothing speaks against it
   */
  Optional<String> objection(String runId, Optional<LocalDate> date) {
    if (commits.isEmpty()) {
      return Optional.empty();
    }
    Commit inForce = inForce().orElseThrow();
    if (inForce.pinned()) {
      return Optional.of("version " + inForce.sequence() + " in force is pinned");
    }
    Optional<Commit> rollback = rollbackPast(runId);
    if (rollback.isPresent()) {
      return Optional.of(
          "run " + runId + " was taken back by version " + rollback.get().sequence());
    }
    if (date.isPresent()
        && inForce.date().isPresent()
        && date.get().isBefore(inForce.date().get())) {
      return Optional.of(
          "version "
              + inForce.sequence()
              + " in force is of a later day, "
              + inForce.date().get()
              + ", than "
              + date.get());
    }
    return Optional.empty();
  }

  /** The rollback that went back past a run's last version, if there is one. */
  private Optional<Commit> rollbackPast(String runId) {
    long last =
        commits.stream()
            .filter(commit -> commit.runId().equals(runId))
            .mapToLong(Commit::sequence)
            .max()
            .orElse(0);
    return commits.stream()
        .filter(
            commit ->
                commit.kind() == CommitKind.ROLLBACK
                    && target(commit) < last
                    && last < commit.sequence())
        .findFirst();
  }

  /** The number of the version that a rollback put back in force. */
  private long target(Commit rollback) {
    return commits.stream()
        .filter(
            commit ->
                commit.sequence() < rollback.sequence()
                    && commit.attempt().equals(rollback.attempt()))
        .mapToLong(Commit::sequence)
        .max()
        .orElse(rollback.sequence());
  }
}
