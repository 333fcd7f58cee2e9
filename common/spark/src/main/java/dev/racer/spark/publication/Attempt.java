package dev.racer.spark.publication;

import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One attempt at a run: a folder of its own that nobody else writes to, and that nobody changes
 * once it is committed.
 *
 * @param runId identity of the run, 16 hex digits
 * @param id name of the folder, {@code <run id>-<8 hex digits>}
 * @param folder the folder; it exists
 */
public record Attempt(String runId, String id, Path folder) {
  /**
   * @throws IllegalArgumentException if the ids are malformed
   */
  public Attempt {
    AttemptId.require(runId, id);
  }

  /** The commit that puts this attempt in force. */
  Commit commit(long sequence, Publisher.Digests digests, Instant committedAt) {
    return new Commit(
        sequence,
        runId,
        Commit.ATTEMPTS + "/" + id,
        digests.manifestSha256(),
        digests.thresholdsSha256(),
        committedAt);
  }

  /** Whether it was this attempt, and not another one at the same run, that was committed. */
  public boolean isOf(Commit commit) {
    return commit.attemptId().equals(id);
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
      DurableFiles.create(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder.resolve(name) + ": " + e, e);
    }
  }
}
