package dev.racer.spark.publication;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What nobody needs any more of a publication: attempts at versions, what runs left, and records of
 * days.
 *
 * <p>Needed are the version in force and every version that was put in force since a given time,
 * with the version that a protective one protects and the records of their windows. Whatever else
 * has a file younger than that time is left alone, as a run may be at work on it. Commits of
 * versions stay for good; those of a day's records go with the last of its records, so that the day
 * can be made anew.
 */
public final class Expiry {
  /** Nothing younger is ever removed: a run may be at work, and clocks differ. */
  public static final Duration LEAST_AGE = Duration.ofDays(2);

  private static final String RECORDS = "records";

  /** What a folder holds. */
  public enum Kind {
    /** An attempt at a version, or one of a run that makes none. */
    ATTEMPT("attempt"),
    /** How a run ended. */
    RUN("run"),
    /** Records of a day that later ones replaced. */
    RECORDS_REPLACED("replaced-records"),
    /** All records of a day. */
    DAY("day");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** The name for people and machines. */
    public String key() {
      return key;
    }
  }

  /**
   * A folder that nobody needs.
   *
   * @param kind what it holds
   * @param path relative to the publication
   * @param files how many files
   * @param bytes their size together
   */
  public record Removal(Kind kind, String path, long files, long bytes) {}

  private final PublicationStore store;
  private final PublicationFolder folder;
  private final Instant cutoff;
  private final LocalDate firstOfWindow;
  private final Set<String> needed = new HashSet<>();

  private interface Access<T> {
    T get() throws IOException;
  }

  private Expiry(PublicationStore store, Instant cutoff, int window) {
    this.store = store;
    this.folder = store.folder();
    this.cutoff = cutoff;
    List<LocalDate> days = new RecordDays(folder).days();
    this.firstOfWindow =
        days.isEmpty() ? LocalDate.MAX : days.get(days.size() - 1).minusDays(window - 1L);
  }

  /**
   * Finds what nobody needs; removes nothing.
   *
   * @param store the publication
   * @param olderThan how old it must be; at least {@link #LEAST_AGE}
   * @param window days, back from the newest one with records, whose records the next night may
   *     read, whatever was put in force lately; at least 1
   * @param now the time
   * @return ordered by path
   * @throws IllegalArgumentException if the age or the window is too small
   * @throws DataContractException if it is not known what a version needs, as it is damaged
   */
  public static List<Removal> find(
      PublicationStore store, Duration olderThan, int window, Instant now) {
    if (olderThan.compareTo(LEAST_AGE) < 0) {
      throw new IllegalArgumentException(
          "Age must be at least " + LEAST_AGE.toDays() + " days, got " + olderThan);
    }
    if (window < 1) {
      throw new IllegalArgumentException("Window must be at least 1 day, got " + window);
    }
    return new Expiry(store, now.minus(olderThan), window).find();
  }

  /**
   * Removes what was found. What was removed before is no error, so it can be done again after it
   * was interrupted.
   *
   * @throws UncheckedIOException if a version came in force since, by a rollback for example, that
   *     needs what is left to remove
   */
  public static void remove(PublicationStore store, List<Removal> removals) {
    PublicationFolder folder = store.folder();
    Optional<Commit> inForce = Optional.empty();
    Set<String> needed = Set.of();
    for (Removal removal : removals) {
      Optional<Commit> current = store.current();
      if (!current.equals(inForce)) {
        inForce = current;
        needed = neededBy(store, current.orElseThrow());
      }
      if (needed.stream().anyMatch(each -> (each + "/").startsWith(removal.path() + "/"))) {
        throw new UncheckedIOException(
            new IOException(
                "Version "
                    + inForce.orElseThrow().sequence()
                    + " came in force meanwhile and needs "
                    + folder
                    + "/"
                    + removal.path()
                    + ", which is still there; run it again"));
      }
      access(
          folder,
          () -> {
            if (removal.kind() == Kind.DAY) {
              // the last one last: no commit is ever the current one of records that are gone
              String commits = removal.path() + "/" + CommitLog.FOLDER;
              for (String name : folder.names(commits).stream().sorted().toList()) {
                folder.delete(commits + "/" + name);
              }
            }
            folder.delete(removal.path());
            return removal;
          });
    }
  }

  private static Set<String> neededBy(PublicationStore store, Commit commit) {
    Expiry expiry = new Expiry(store, Instant.MAX, 1);
    expiry.keep(commit, store.commits());
    return expiry.needed;
  }

  private List<Removal> find() {
    List<Commit> commits = store.commits();
    for (int i = 0; i < commits.size(); i++) {
      Commit commit = commits.get(i);
      if (i == commits.size() - 1 || !commit.committedAt().isBefore(cutoff)) {
        keep(commit, commits);
      }
    }
    List<Removal> removals = new ArrayList<>();
    removals.addAll(old(Commit.ATTEMPTS, Kind.ATTEMPT));
    removals.addAll(old(PublicationStore.RUNS, Kind.RUN));
    for (String name : access(folder, () -> folder.names(RECORDS))) {
      day(name).ifPresent(day -> removals.addAll(ofDay(day)));
    }
    removals.sort(Comparator.comparing(Removal::path));
    return List.copyOf(removals);
  }

  private void keep(Commit commit, List<Commit> commits) {
    if (!needed.add(commit.attempt())) {
      return; // a rollback to a version that is kept
    }
    needed.add(PublicationStore.RUNS + "/" + commit.attemptId());
    Optional<NightWindow> night = manifest(commit).night();
    if (night.isEmpty()) {
      return;
    }
    for (NightWindow.Day day : night.get().days()) {
      needed.add(DayCommit.folder(day.date()) + "/" + Commit.ATTEMPTS + "/" + day.attempt());
    }
    night
        .get()
        .protects()
        .ifPresent(
            incumbentOf ->
                commits.stream()
                    .filter(other -> other.sequence() == incumbentOf.version())
                    .forEach(incumbent -> needed.add(incumbent.attempt())));
  }

  private Manifest manifest(Commit commit) {
    String file = store.attempt(commit).path(Manifest.FILE);
    byte[] json = access(folder, () -> folder.bytes(file));
    if (!Sha256.hex(json).equals(commit.manifestSha256())) {
      throw new DataContractException(
          folder
              + "/"
              + file
              + " is not the manifest that was committed: it is not known what version "
              + commit.sequence()
              + " needs, so nothing is removed");
    }
    return Manifest.fromJson(json, folder + "/" + file);
  }

  /** Empty for somebody else's file. */
  private static Optional<LocalDate> day(String name) {
    try {
      return Optional.of(LocalDate.parse(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private List<Removal> ofDay(LocalDate date) {
    String records = RECORDS + "/" + date;
    List<Removal> attempts = old(records + "/" + Commit.ATTEMPTS, Kind.RECORDS_REPLACED);
    Map<String, Instant> times = access(folder, () -> folder.writtenAt(records));
    boolean isOld = times.values().stream().allMatch(time -> time.isBefore(cutoff));
    boolean isNeeded = needed.stream().anyMatch(path -> path.startsWith(records + "/"));
    Optional<DayCommit> current = new RecordDays(folder).current(date);
    boolean isInWindow = current.isPresent() && !date.isBefore(firstOfWindow);
    if (isOld && !isNeeded && !isInWindow) {
      return List.of(removal(Kind.DAY, records, access(folder, () -> folder.files(records))));
    }
    return attempts.stream()
        .filter(
            removal -> current.map(day -> !day.attemptFolder().equals(removal.path())).orElse(true))
        .toList();
  }

  /** The folders in a folder that are not needed and whose files are all old. */
  private List<Removal> old(String parent, Kind kind) {
    Map<String, List<FileEntry>> files = new TreeMap<>();
    Map<String, Instant> newest = new TreeMap<>();
    Map<String, Instant> times = access(folder, () -> folder.writtenAt(parent));
    for (FileEntry file : access(folder, () -> folder.files(parent))) {
      String below = file.below(parent);
      int slash = below.indexOf('/');
      if (slash > 0) {
        String child = parent + "/" + below.substring(0, slash);
        files.computeIfAbsent(child, key -> new ArrayList<>()).add(file);
        // a file that came after the times were read is young
        newest.merge(
            child, times.getOrDefault(file.path(), Instant.MAX), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    List<Removal> old = new ArrayList<>();
    files.forEach(
        (child, its) -> {
          if (newest.get(child).isBefore(cutoff) && !needed.contains(child)) {
            old.add(removal(kind, child, its));
          }
        });
    return old;
  }

  private static Removal removal(Kind kind, String path, List<FileEntry> files) {
    return new Removal(kind, path, files.size(), files.stream().mapToLong(FileEntry::bytes).sum());
  }

  private static <T> T access(PublicationFolder folder, Access<T> access) {
    try {
      return access.get();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tidy up " + folder + ": " + e, e);
    }
  }
}
