package dev.racer.spark.publication;

import static java.util.stream.Collectors.toSet;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.serving.ServedVersion;
import dev.racer.core.serving.VersionRefusedException;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.s3a.S3aFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The versions of one publication, whatever the store.
 *
 * <pre>
 * &lt;output&gt;/&lt;publication&gt;/
 *   _commits/00000000000000000001.json   one per version, created once, never changed
 *   attempts/&lt;attempt id&gt;/               immutable once a commit names it
 *   records/&lt;day&gt;/                        of nights: the records of a day, see {@link RecordDays}
 *   runs/&lt;attempt id&gt;/status.json        how a run ended, written last, after files about it
 * </pre>
 *
 * <p>The commit with the highest number is in force. A commit is created whole and only where there
 * is none, by a hard link to a complete file or by a conditional put, so that readers see all of it
 * or none, and so that of any number of writers exactly one gets a number. Whatever else a crash
 * leaves behind (temporary files, attempts without a commit) is never read as a version.
 *
 * <p>Local files need neither Spark nor Hadoop. Every method throws {@link UncheckedIOException}
 * when the store fails and {@link DataContractException} when a file is damaged.
 */
public final class PublicationStore {
  static final String RUNS = "runs";

  /** The first file of every attempt: there are no empty folders on an object store. */
  private static final String BEGUN = "_begun";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int COMMIT_TRIES = 10;
  // makes folder names unique between processes; no published number depends on it
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PublicationFolder folder;
  private final String name;
  private final CommitLog log;

  private interface Reading<T> {
    T read() throws IOException;
  }

  private PublicationStore(PublicationFolder folder, String name) {
    this.folder = folder;
    this.name = name;
    this.log = new CommitLog(folder);
  }

  /**
   * The publication of that name on the local file system; nothing is created.
   *
   * @param output folder that holds publications
   * @param publicationName name of one
   * @throws IllegalArgumentException if the name is not one: see {@link #isName}
   */
  public static PublicationStore local(Path output, String publicationName) {
    requireName(publicationName);
    return new PublicationStore(
        new LocalFolder(output.toAbsolutePath().normalize().resolve(publicationName)),
        publicationName);
  }

  /**
   * The publication of that name, wherever it is; nothing is created, and nothing is asked of a
   * store that is not local.
   *
   * @param output what holds publications: a local folder or {@code s3a://bucket/path}
   * @param publicationName name of one
   * @param hadoop settings of Hadoop's file systems, for an output that is not local
   * @throws IllegalArgumentException if the name is not one: see {@link #isName}
   * @throws ConfigException if the store cannot be reached with these settings and libraries
   */
  public static PublicationStore open(
      String output, String publicationName, Map<String, String> hadoop) {
    requireName(publicationName);
    return isOnS3(output)
        ? new PublicationStore(
            S3aFolder.open(output + "/" + publicationName, hadoop), publicationName)
        : local(Path.of(output), publicationName);
  }

  /**
   * The names of the publications that an output holds, in order.
   *
   * @param output what holds publications: a local folder or {@code s3a://bucket/path}
   * @param hadoop settings of Hadoop's file systems, for an output that is not local
   * @throws UncheckedIOException if it cannot be read
   */
  public static List<String> namesIn(String output, Map<String, String> hadoop) {
    PublicationFolder folder =
        isOnS3(output)
            ? S3aFolder.open(output, hadoop)
            : new LocalFolder(Path.of(output).toAbsolutePath().normalize());
    try {
      List<String> names = new ArrayList<>();
      for (String name : folder.names("")) {
        if (isName(name) && !folder.names(name + "/" + RUNS).isEmpty()) {
          names.add(name);
        }
      }
      return names.stream().sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + ": " + e, e);
    }
  }

  private static boolean isOnS3(String output) {
    return output.startsWith("s3a://"); // not a constant of a class that local outputs do not need
  }

  private static void requireName(String publicationName) {
    if (!isName(publicationName)) {
      throw new IllegalArgumentException(
          "Publication name must consist of letters, digits, '.', '_' and '-' and begin with a"
              + " letter or digit, got "
              + publicationName);
    }
  }

  /** Whether a text can name a publication: it is a folder's name on every file system. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Name of the publication. */
  public String name() {
    return name;
  }

  /** Folder of the publication; it need not exist. */
  public PublicationFolder folder() {
    return folder;
  }

  /** Whether anything was ever written there. */
  public boolean exists() {
    return !reading(() -> folder.names(RUNS)).isEmpty()
        || !reading(() -> folder.names(Commit.ATTEMPTS)).isEmpty()
        || !reading(() -> folder.names(CommitLog.FOLDER)).isEmpty();
  }

  /** The version in force; empty before the first one. */
  public Optional<Commit> current() {
    return reading(log::current);
  }

  /**
   * The version of that number.
   *
   * @return empty if there is none
   */
  public Optional<Commit> commit(long sequence) {
    return reading(() -> log.commit(sequence));
  }

  /** All versions, oldest first. */
  public List<Commit> commits() {
    return reading(log::commits);
  }

  /** The attempt that a version put in force. */
  public Attempt attempt(Commit commit) {
    return new Attempt(commit.runId(), commit.attemptId(), folder);
  }

  /** The attempt of a run; it need not have written anything. */
  public Attempt attempt(RunStatus run) {
    return new Attempt(run.runId(), run.attempt(), folder);
  }

  /**
   * Whether the files of a version are those that were committed, as far as gateways read them. A
   * damaged version is to be published anew, even by the same run.
   */
  public boolean isIntact(Commit commit) {
    return Publisher.isIntact(folder, commit);
  }

  /**
   * The thresholds of a version, as gateways read them.
   *
   * @throws DataContractException if they are missing or not those that were committed
   */
  public PublishedThresholds thresholds(Commit commit) {
    return served(commit).thresholds();
  }

  /**
   * A version, as gateways read it.
   *
   * @throws DataContractException if its thresholds are missing or not those that were committed
   */
  public ServedVersion served(Commit commit) {
    return reading(() -> ServedVersion.read(folder, name, commit));
  }

  /**
   * What a version was made from.
   *
   * @throws DataContractException if its manifest is missing or not the one that was committed
   */
  public Manifest manifest(Commit commit) {
    String file = commit.attempt() + "/" + Manifest.FILE;
    return reading(
        () -> {
          byte[] json;
          try {
            json = folder.bytes(file);
          } catch (NoSuchFileException e) {
            throw new DataContractException(
                folder + "/" + file + " is missing from a committed version", e);
          }
          if (!Sha256.hex(json).equals(commit.manifestSha256())) {
            throw new DataContractException(
                folder + "/" + file + " is not the manifest that was committed");
          }
          return Manifest.fromJson(json, folder + "/" + file);
        });
  }

  /**
   * A new id for a run that has no attempt folder, so that it can leave a status.
   *
   * @param runId 16 hex digits
   */
  public String newAttemptId(String runId) {
    return AttemptId.of(runId, RANDOM.nextInt());
  }

  /**
   * Begins an attempt: claims a folder of its own by a file in it.
   *
   * @param runId 16 hex digits
   */
  public Attempt newAttempt(String runId) {
    Attempt attempt = new Attempt(runId, newAttemptId(runId), folder);
    byte[] claim = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    attempt.write(BEGUN, claim); // fails if another one has the folder
    return attempt;
  }

  /**
   * Puts an attempt in force as the next version. The attempt must be complete and durable: see
   * {@link Publisher#verify}.
   *
   * <p>The version in force stays when it is of the same run and intact; and, unless the request
   * forces it out, when it is pinned, when a rollback went back past this run's last version, and
   * when its day is later.
   *
   * @param attempt the attempt
   * @param digests what the commit vouches for
   * @param request what the version is to be
   * @param now time to write into the commit
   * @throws UncheckedIOException if other writers were faster ten times in a row; nothing is
   *     published then
   */
  public CommitAnswer commit(
      Attempt attempt, Publisher.Digests digests, CommitRequest request, Instant now) {
    return next(
        history -> {
          Optional<Commit> inForce = history.inForce();
          if (inForce.isPresent()
              && inForce.get().runId().equals(attempt.runId())
              && !inForce.get().isStale(now)
              && isIntact(inForce.get())) {
            return new CommitAnswer.AlreadyInForce(inForce.get());
          }
          long current = inForce.map(Commit::sequence).orElse(0L);
          if (request.basis().isPresent() && request.basis().getAsLong() != current) {
            return new CommitAnswer.Overtaken(inForce.orElseThrow());
          }
          Optional<String> objection =
              request.force() == CommitRequest.Force.YES
                  ? Optional.empty()
                  : history.objection(attempt.runId(), request.date());
          return objection.isPresent()
              ? new CommitAnswer.Refused(inForce.orElseThrow(), objection.get())
              : new CommitAnswer.Published(
                  attempt.commit(history.nextSequence(), digests, request, now));
        });
  }

  /**
   * Puts an earlier version back in force, under a new number.
   *
   * @param target number of the version; the one in force only to change whether it is pinned, or
   *     once it is stale
   * @param request how
   * @param now time to write into the commit
   * @return the new commit; a refusal, when the version is in force already or is not intact; or
   *     that another version came in force than the one that the request was decided on
   * @throws IllegalArgumentException if there is no such version
   * @throws UncheckedIOException if other writers were faster ten times in a row; nothing is
   *     changed then
   */
  public CommitAnswer rollback(long target, RollbackRequest request, Instant now) {
    return next(
        history -> {
          Commit version =
              history
                  .commit(target)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "Version must be one of "
                                  + history.sequences()
                                  + " in "
                                  + folder
                                  + ", got "
                                  + target));
          Commit inForce = history.inForce().orElseThrow();
          if (request.basis().isPresent() && request.basis().getAsLong() != inForce.sequence()) {
            return new CommitAnswer.Overtaken(inForce);
          }
          if (!isIntact(version)) {
            return new CommitAnswer.Refused(
                inForce, "the files of version " + target + " are not those that were committed");
          }
          if (version.attempt().equals(inForce.attempt())
              && request.pinned() == inForce.pinned()
              && !inForce.isStale(now)) {
            return new CommitAnswer.Refused(
                inForce,
                "the files of version %d are in force already, %s, as version %d"
                    .formatted(
                        target, inForce.pinned() ? "pinned" : "not pinned", inForce.sequence()));
          }
          return new CommitAnswer.Published(
              new Commit(
                  history.nextSequence(),
                  CommitKind.ROLLBACK,
                  version.runId(),
                  version.attempt(),
                  version.manifestSha256(),
                  version.thresholdsSha256(),
                  version.date(),
                  request.pinned(),
                  now,
                  request.validUntil(),
                  request.reason()));
        });
  }

  /** Decides by the history what to do, and does it unless another writer was faster. */
  private CommitAnswer next(Function<CommitHistory, CommitAnswer> decision) {
    for (int i = 0; i < COMMIT_TRIES; i++) {
      CommitAnswer answer = decision.apply(new CommitHistory(commits()));
      if (!(answer instanceof CommitAnswer.Published published) || create(published.inForce())) {
        return answer;
      }
    }
    throw new UncheckedIOException(
        new IOException(
            "Other runs published to "
                + folder
                + " "
                + COMMIT_TRIES
                + " times meanwhile; try again"));
  }

  private boolean create(Commit commit) {
    String file = CommitLog.file(commit.sequence());
    try {
      return folder.create(file, commit.toJson()); // if not, the number is taken
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot commit " + folder + "/" + file + ": " + e, e);
    }
  }

  /**
   * The last attempt at a run that ended so, was never to be committed, and is still as it was
   * left.
   *
   * @param runId 16 hex digits
   * @param outcome how it ended
   */
  public Optional<Attempt> kept(String runId, RunOutcome outcome) {
    return attemptIdsIn(RUNS).stream()
        .filter(id -> id.startsWith(runId + "-")) // a damaged status of another run is no matter
        .flatMap(id -> status(id).stream())
        .filter(run -> run.outcome() == outcome)
        .sorted(Comparator.comparing(RunStatus::startedAt).thenComparing(RunStatus::attempt))
        .map(this::attempt)
        .filter(Publisher::isWhole)
        .reduce((earlier, later) -> later);
  }

  /**
   * Whether the files of a run's attempt, which was never committed, are as the run left them.
   *
   * @param run how the run ended; one that kept no files has none that are whole
   */
  public boolean isWhole(RunStatus run) {
    return Publisher.isWhole(attempt(run));
  }

  /** Whether a run kept its files. */
  public boolean hasFiles(RunStatus run) {
    return !attempt(run).names().isEmpty();
  }

  /** How every finished run ended, earliest begin first. */
  public List<RunStatus> runs() {
    return ended().stream().flatMap(id -> status(id).stream()).sorted(RunStatus.BY_BEGIN).toList();
  }

  /**
   * How an attempt ended.
   *
   * @return empty if it left no status: it is under way or died
   */
  public Optional<RunStatus> status(String attemptId) {
    String file = statusFile(attemptId);
    return reading(
        () -> {
          try {
            return Optional.of(RunStatus.fromJson(folder.bytes(file), folder + "/" + file));
          } catch (NoSuchFileException e) {
            return Optional.empty();
          }
        });
  }

  /** Ids of the attempts that left no status, in order: they are under way or died. */
  public List<String> unfinished() {
    Set<String> unfinished = new HashSet<>(attemptIdsIn(Commit.ATTEMPTS));
    Set<String> runFiles = // all in one listing
        reading(() -> folder.files(RUNS)).stream().map(FileEntry::path).collect(toSet());
    unfinished.removeIf(id -> runFiles.contains(statusFile(id)));
    return unfinished.stream().sorted().toList();
  }

  /**
   * Writes how a run ended; the last thing that a run does.
   *
   * @throws UncheckedIOException if the attempt has a status already
   */
  public void writeStatus(RunStatus status) {
    writeRunFile(status.attempt(), RunStatus.FILE, status.toJson());
  }

  /**
   * Writes a file about a run, to lie beside its status: before the status, which says that nothing
   * more comes.
   *
   * @param attemptId id of the run's attempt
   * @param name name of the file
   * @param bytes all of it
   * @throws UncheckedIOException if the run has such a file already
   */
  public void writeRunFile(String attemptId, String name, byte[] bytes) {
    String file = RUNS + "/" + attemptId + "/" + name;
    try {
      if (!folder.create(file, bytes)) {
        throw new FileAlreadyExistsException(folder + "/" + file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder + "/" + file + ": " + e, e);
    }
  }

  private static String statusFile(String attemptId) {
    return RUNS + "/" + attemptId + "/" + RunStatus.FILE;
  }

  /** The ids of runs that left something when they ended, in order; their status may be damaged. */
  public List<String> ended() {
    return attemptIdsIn(RUNS);
  }

  private List<String> attemptIdsIn(String parent) {
    return reading(() -> folder.names(parent)).stream()
        .filter(AttemptId::matches)
        .sorted()
        .toList();
  }

  private <T> T reading(Reading<T> reading) {
    try {
      return reading.read();
    } catch (PublishedFormatException | VersionRefusedException e) {
      throw new DataContractException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + ": " + e, e);
    }
  }
}
