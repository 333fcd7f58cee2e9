package dev.racer.core.serving;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublicationFiles;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;

/**
 * A version of a publication, read whole and checked.
 *
 * @param commit what put it in force
 * @param thresholds what it says
 */
public record ServedVersion(Commit commit, PublishedThresholds thresholds) {
  /**
   * Reads the version in force.
   *
   * @param files the publication's folder
   * @param publication its name
   * @throws VersionRefusedException if there is none, or if it must not be served
   * @throws IOException if the store cannot be read
   */
  public static ServedVersion read(PublicationFiles files, String publication) throws IOException {
    return read(files, publication, commitInForce(files));
  }

  /**
   * Reads the version of a commit.
   *
   * @param files the publication's folder
   * @param publication its name
   * @param commit one of its commits
   * @throws VersionRefusedException if the version must not be served: its thresholds are missing,
   *     not those that were committed, of a newer form, or another publication's
   * @throws IOException if the store cannot be read
   */
  public static ServedVersion read(PublicationFiles files, String publication, Commit commit)
      throws IOException {
    String place =
        "Version " + commit.sequence() + " is refused: " + files + "/" + commit.thresholdsFile();
    try {
      byte[] bytes = files.bytes(commit.thresholdsFile());
      String sha256 = Sha256.hex(bytes);
      if (!sha256.equals(commit.thresholdsSha256())) {
        throw new VersionRefusedException(
            place
                + " is not the file that was committed: expected SHA-256 "
                + commit.thresholdsSha256()
                + ", got "
                + sha256
                + " over "
                + bytes.length
                + " bytes");
      }
      PublishedThresholds thresholds = ThresholdsJson.read(bytes);
      if (!thresholds.publication().equals(publication)) {
        throw new VersionRefusedException(
            place + ": expected publication " + publication + ", got " + thresholds.publication());
      }
      return new ServedVersion(commit, thresholds);
    } catch (NoSuchFileException e) {
      throw new VersionRefusedException(place + " is missing from a committed version", e);
    } catch (PublishedFormatException e) {
      throw new VersionRefusedException(place + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns whether the version is past the time that its commit gives it.
   *
   * @param now the time
   */
  public boolean isStale(Instant now) {
    return commit.isStale(now);
  }

  static Commit commitInForce(PublicationFiles files) throws IOException {
    try {
      return new CommitLog(files)
          .current()
          .orElseThrow(
              () -> new VersionRefusedException("There is no version yet: " + files + " has none"));
    } catch (PublishedFormatException e) {
      throw new VersionRefusedException(
          "The newest version is refused: " + e.getMessage(), e); // begins with the file
    }
  }
}
