package dev.racer.spark.publication;

import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The calibration records of a publication by day.
 *
 * <pre>
 * records/&lt;day&gt;/
 *   _commits/00000000000000000001.json   which attempt holds the records of the day
 *   attempts/&lt;attempt id&gt;/               immutable once a commit names it
 * </pre>
 *
 * <p>A day can be made again, when its labels changed; earlier records stay for versions that were
 * made from them. Every method throws {@link UncheckedIOException} when the store fails and {@link
 * DataContractException} when a commit is damaged.
 */
public final class RecordDays {
  private static final String FOLDER = "records";
  private static final int COMMIT_TRIES = 10;
  // makes folder names unique between processes; no published number depends on it
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PublicationFolder folder;

  private interface Access<T> {
    T get() throws IOException;
  }

  /**
   * @param folder folder of the publication
   */
  public RecordDays(PublicationFolder folder) {
    this.folder = folder;
  }

  /** The days that have records, oldest first. */
  public List<LocalDate> days() {
    return access(() -> folder.names(FOLDER)).stream()
        .flatMap(name -> day(name).stream())
        .filter(day -> !sequences(day).isEmpty())
        .sorted()
        .toList();
  }

  /** Empty for somebody else's file. */
  private static Optional<LocalDate> day(String name) {
    try {
      return Optional.of(LocalDate.parse(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The records of a day that are read; empty if there are none. */
  public Optional<DayCommit> current(LocalDate day) {
    List<Long> sequences = sequences(day);
    return sequences.isEmpty()
        ? Optional.empty()
        : Optional.of(read(day, sequences.get(sequences.size() - 1)));
  }

  /**
   * The records of a day that are read, if they can be: their commit is not damaged, and every file
   * that it names is there in its size.
   */
  public Optional<DayCommit> usable(LocalDate day) {
    try {
      return current(day).filter(this::isWhole);
    } catch (DataContractException e) {
      return Optional.empty(); // damaged: the day is to be made again, under the next number
    }
  }

  private boolean isWhole(DayCommit commit) {
    Map<String, Long> sizes = new HashMap<>();
    access(() -> folder.files(commit.table()))
        .forEach(file -> sizes.put(file.path(), file.bytes()));
    return commit.files().stream()
        .allMatch(
            file ->
                Long.valueOf(file.bytes()).equals(sizes.get(commit.table() + "/" + file.path())));
  }

  /** The records of a day of that number; empty if there are none. */
  public Optional<DayCommit> commit(LocalDate day, long sequence) {
    return sequences(day).contains(sequence) ? Optional.of(read(day, sequence)) : Optional.empty();
  }

  /** All that a day had in time, oldest first. */
  public List<DayCommit> commits(LocalDate day) {
    return sequences(day).stream().map(sequence -> read(day, sequence)).toList();
  }

  /**
   * A new attempt at the records of a day; nobody else writes to its folder.
   *
   * @param runId 16 hex digits
   */
  public Attempt newAttempt(LocalDate day, String runId) {
    return new Attempt(
        runId,
        AttemptId.of(runId, RANDOM.nextInt()),
        folder,
        DayCommit.folder(day) + "/" + Commit.ATTEMPTS);
  }

  /**
   * Puts records in place as the next ones of their day, unless those in place were made of the
   * same.
   *
   * @param records the records; their number does not matter
   * @return the commit in place: a new one, or that of the same inputs and recipe
   * @throws UncheckedIOException if other writers were faster ten times in a row
   */
  public DayCommit put(DayCommit records) {
    LocalDate day = records.date();
    for (int i = 0; i < COMMIT_TRIES; i++) {
      Optional<DayCommit> inPlace = usable(day);
      if (inPlace.isPresent()
          && inPlace.get().runId().equals(records.runId())
          && inPlace.get().refused().equals(records.refused())) {
        return inPlace.get();
      }
      List<Long> sequences = sequences(day);
      long last = sequences.isEmpty() ? 0 : sequences.get(sequences.size() - 1);
      DayCommit next = records.withSequence(last + 1);
      if (access(() -> folder.create(file(day, next.sequence()), next.toJson()))) {
        return next;
      }
    }
    throw new UncheckedIOException(
        new IOException(
            "Other runs put records of "
                + day
                + " in place "
                + COMMIT_TRIES
                + " times meanwhile; try again"));
  }

  private List<Long> sequences(LocalDate day) {
    List<Long> sequences = new ArrayList<>();
    for (String name : access(() -> folder.names(DayCommit.folder(day) + "/" + CommitLog.FOLDER))) {
      OptionalLong sequence = CommitLog.sequence(name);
      sequence.ifPresent(sequences::add);
    }
    Collections.sort(sequences);
    return sequences;
  }

  private DayCommit read(LocalDate day, long sequence) {
    String file = file(day, sequence);
    return DayCommit.fromJson(access(() -> folder.bytes(file)), folder + "/" + file);
  }

  private static String file(LocalDate day, long sequence) {
    return DayCommit.folder(day) + "/" + CommitLog.file(sequence);
  }

  private <T> T access(Access<T> access) {
    try {
      return access.get();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot access the records in " + folder + ": " + e, e);
    }
  }
}
