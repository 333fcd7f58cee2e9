package dev.racer.spark.publication;

import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.List;

/**
 * One attempt at a run: a folder of its own that nobody else writes to, and that nobody changes
 * once it is committed.
 *
 * @param runId identity of the run, 16 hex digits
 * @param id name of the attempt's folder, {@code <run id>-<8 hex digits>}
 * @param folder the folder of the publication
 * @param parent the folder that holds the attempt's, relative to the publication
 */
public record Attempt(String runId, String id, PublicationFolder folder, String parent) {
  /**
   * @throws IllegalArgumentException if the ids are malformed
   */
  public Attempt {
    AttemptId.require(runId, id);
  }

  /** An attempt at a version. */
  public Attempt(String runId, String id, PublicationFolder folder) {
    this(runId, id, folder, Commit.ATTEMPTS);
  }

  /** The attempt's folder relative to the publication. */
  public String path() {
    return parent + "/" + id;
  }

  /**
   * A file or folder of the attempt, relative to the publication.
   *
   * @param name relative to the attempt's folder
   */
  public String path(String name) {
    return path() + "/" + name;
  }

  /** Where the attempt is, for messages and people. */
  public String location() {
    return folder + "/" + path();
  }

  /**
   * What Spark reads and writes a table of the attempt by.
   *
   * @param table its folder, relative to the attempt's
   */
  public String sparkPath(String table) {
    return folder.sparkPath(path(table));
  }

  /** The commit that puts this attempt in force. */
  Commit commit(long sequence, Publisher.Digests digests, CommitRequest request, Instant now) {
    return new Commit(
        sequence,
        request.kind(),
        runId,
        path(),
        digests.manifestSha256(),
        digests.thresholdsSha256(),
        request.date(),
        false,
        now,
        request.validUntil(),
        request.reason());
  }

  /**
   * The names of the files and folders of the attempt, in any order.
   *
   * @throws UncheckedIOException if the store fails
   */
  public List<String> names() {
    try {
      return folder.names(path());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + location() + ": " + e, e);
    }
  }

  /**
   * Writes a file of the attempt whole: after a crash it is there with all its bytes or not at all.
   *
   * @param name file name
   * @param bytes content
   * @throws UncheckedIOException if it exists or cannot be written
   */
  public void write(String name, byte[] bytes) {
    try {
      if (!folder.create(path(name), bytes)) {
        throw new FileAlreadyExistsException(folder + "/" + path(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder + "/" + path(name) + ": " + e, e);
    }
  }

  /**
   * Removes the attempt with all that it wrote. It must not be committed.
   *
   * @throws UncheckedIOException if the store fails
   */
  public void delete() {
    try {
      folder.delete(path());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + location() + ": " + e, e);
    }
  }
}
