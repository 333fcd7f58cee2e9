package dev.racer.core.serving;

import dev.racer.core.published.Commit;
import dev.racer.core.published.PublicationFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * The version that a gateway serves by: follows the version in force, when asked.
 *
 * <p>A version is taken whole or not at all. Once open there is always one to serve by: whatever is
 * wrong with a newer one, the last good one stays in use, and the next refresh tries again. There
 * is no thread and no clock inside. Safe for use by any number of threads; a refresh by one does
 * not stop the others from reading.
 *
 * @param <T> what is made of a version, an {@link Evaluator} for one router for example; made once
 *     per version, and immutable
 */
public final class LiveVersion<T> {
  private final PublicationFiles files;
  private final String publication;
  private final Function<ServedVersion, T> maker;
  private volatile Made<T> current;

  private record Made<T>(ServedVersion version, T made) {}

  private LiveVersion(
      PublicationFiles files, String publication, Function<ServedVersion, T> maker, Commit commit)
      throws IOException {
    this.files = files;
    this.publication = publication;
    this.maker = maker;
    this.current = make(commit);
  }

  /**
   * Opens a publication by reading the version in force.
   *
   * @param files the publication's folder
   * @param publication its name
   * @param maker makes what {@link #current} returns; a version for which it throws {@link
   *     IllegalArgumentException}, because of another pool for example, is refused
   * @throws VersionRefusedException if there is no version, or if it is refused
   * @throws IOException if the store cannot be read
   */
  public static <T> LiveVersion<T> open(
      PublicationFiles files, String publication, Function<ServedVersion, T> maker)
      throws IOException {
    return new LiveVersion<>(files, publication, maker, ServedVersion.commitInForce(files));
  }

  /** Returns what was made of the version in use. */
  public T current() {
    return current.made();
  }

  /** Returns the version in use. */
  public ServedVersion version() {
    return current.version();
  }

  /**
   * Looks for a newer version and takes it.
   *
   * @return whether there was one
   * @throws VersionRefusedException if there is one that is refused; the version in use stays
   * @throws IOException if the store cannot be read; the version in use stays
   */
  public synchronized boolean refresh() throws IOException {
    Commit inUse = current.version().commit();
    Commit newest = ServedVersion.commitInForce(files);
    if (newest.equals(inUse)) {
      return false;
    }
    if (newest.sequence() <= inUse.sequence()) {
      throw new VersionRefusedException(
          "Version "
              + newest.sequence()
              + " is refused: "
              + files
              + " must have a newer one than "
              + inUse.sequence()
              + " of attempt "
              + inUse.attemptId()
              + ", or that; versions never go away or change");
    }
    current = make(newest);
    return true;
  }

  /**
   * Returns whether the version in use is past the time that its commit gives it.
   *
   * @param now the time
   */
  public boolean isStale(Instant now) {
    return current.version().isStale(now);
  }

  /**
   * Returns whether the version in use was committed too long ago, whatever its commit says.
   *
   * @param now the time
   * @param timeToLive how long after its commit a version may be served; not negative
   * @throws IllegalArgumentException if the time to live is negative
   */
  public boolean isStale(Instant now, Duration timeToLive) {
    if (timeToLive.isNegative()) {
      throw new IllegalArgumentException("Time to live must not be negative, got " + timeToLive);
    }
    Instant committedAt = current.version().commit().committedAt();
    return Duration.between(committedAt, now).compareTo(timeToLive) > 0;
  }

  private Made<T> make(Commit commit) throws IOException {
    ServedVersion version = ServedVersion.read(files, publication, commit);
    try {
      return new Made<>(version, maker.apply(version));
    } catch (IllegalArgumentException e) {
      throw new VersionRefusedException(
          "Version "
              + commit.sequence()
              + " is refused: "
              + files
              + "/"
              + commit.thresholdsFile()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
