package dev.racer.spark.publication;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Measures the outputs of an attempt for its manifest, and checks them again before the commit. */
public final class Publisher {
  /** Name of the file that gateways read. */
  public static final String THRESHOLDS = Commit.THRESHOLDS;

  /**
   * What a commit vouches for.
   *
   * @param manifestSha256 SHA-256 of the manifest, 64 hex digits
   * @param thresholdsSha256 SHA-256 of {@value #THRESHOLDS}, 64 hex digits
   */
  public record Digests(String manifestSha256, String thresholdsSha256) {}

  private static final String SUCCESS = "_SUCCESS";
  private static final String MAGIC = "magic";

  private Publisher() {}

  /**
   * Size and SHA-256 of a file of the attempt.
   *
   * @param attempt the attempt
   * @param path relative to its folder
   */
  public static Manifest.Output file(Attempt attempt, String path) {
    try {
      return fileOutput(attempt, path);
    } catch (IOException e) {
      throw failure("Cannot read " + attempt.location() + "/" + path, e);
    }
  }

  /**
   * Size and digest of a table of the attempt: see {@link TreeDigest}.
   *
   * @param attempt the attempt
   * @param path its folder, relative to the attempt's
   * @param rows rows that it holds, counted by reading it back
   */
  public static Manifest.Output table(Attempt attempt, String path, long rows) {
    try {
      return tableOutput(attempt, path, rows);
    } catch (IOException e) {
      throw failure("Cannot read " + attempt.location() + "/" + path, e);
    }
  }

  /**
   * Passes unless a table lies on S3 and another committer than the magic one wrote it.
   *
   * @param attempt the attempt
   * @param path folder of the table, relative to the attempt's
   * @throws UncheckedIOException if it did, or if the store cannot be read
   */
  public static void requireSafe(Attempt attempt, String path) {
    try {
      requireCommitted(attempt, path);
    } catch (IOException e) {
      throw failure("Cannot rely on " + attempt.location() + "/" + path, e);
    }
  }

  /**
   * Reads an attempt back and makes it durable, so that it can be committed: {@value #THRESHOLDS}
   * and {@value Manifest#FILE} are whole, every output that the manifest names has the size and the
   * digest given there, nothing else lies in the folder, and all of it is durable.
   *
   * @param attempt the attempt; all of its files are written
   * @return what to commit
   * @throws UncheckedIOException if something differs or cannot be read
   */
  public static Digests verify(Attempt attempt) {
    byte[] json = verifyOutputs(attempt);
    try {
      String place = attempt.location() + "/";
      Manifest manifest = Manifest.fromJson(json, place + Manifest.FILE);
      byte[] document = attempt.folder().bytes(attempt.path(THRESHOLDS));
      PublishedThresholds read = ThresholdsJson.read(document);
      require(
          read.publication().equals(manifest.publication()),
          place + THRESHOLDS,
          "is of another publication");
      return new Digests(Sha256.hex(json), Sha256.hex(document));
    } catch (IOException | PublishedFormatException e) {
      throw failure("Read-back of " + attempt.location() + " failed", e);
    }
  }

  /**
   * Reads an attempt back and makes it durable: as {@link #verify}, for an attempt that is not to
   * be committed and has no {@value #THRESHOLDS}.
   *
   * @param attempt the attempt; all of its files are written
   * @return the bytes of its manifest
   * @throws UncheckedIOException if something differs or cannot be read
   */
  public static byte[] verifyOutputs(Attempt attempt) {
    try {
      attempt.folder().sync(attempt.path());
      return check(attempt);
    } catch (IOException e) {
      throw failure("Read-back of " + attempt.location() + " failed", e);
    }
  }

  /**
   * Whether an attempt that was never committed is as its run left it, as far as its manifest says.
   *
   * @param attempt need not have written anything
   */
  static boolean isWhole(Attempt attempt) {
    try {
      check(attempt);
      return true;
    } catch (IOException | UncheckedIOException | DataContractException e) {
      return false; // the answer: whatever is wrong, it cannot be relied upon
    }
  }

  private static byte[] check(Attempt attempt) throws IOException {
    String manifestFile = attempt.location() + "/" + Manifest.FILE;
    byte[] json = attempt.folder().bytes(attempt.path(Manifest.FILE));
    Manifest manifest = Manifest.fromJson(json, manifestFile);
    require(manifest.runId().equals(attempt.runId()), manifestFile, "is of another run");
    Set<String> unlisted = new TreeSet<>(attempt.folder().names(attempt.path()));
    unlisted.removeIf(name -> !TreeDigest.isVisible(name));
    unlisted.remove(Manifest.FILE);
    for (Manifest.Output output : manifest.outputs()) {
      check(attempt, output);
      unlisted.remove(output.path());
    }
    require(
        unlisted.isEmpty(),
        attempt.location(),
        "holds what the manifest does not name: " + unlisted);
    return json;
  }

  /**
   * Whether a committed version can still be served: its manifest and its {@value #THRESHOLDS} are
   * those that were committed.
   *
   * @param folder folder of the publication
   */
  static boolean isIntact(PublicationFolder folder, Commit commit) {
    try {
      return TreeDigest.ofFile(folder, commit.attempt() + "/" + Manifest.FILE)
              .equals(commit.manifestSha256())
          && TreeDigest.ofFile(folder, commit.thresholdsFile()).equals(commit.thresholdsSha256());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failure("Cannot read " + folder + "/" + commit.attempt(), e);
    }
  }

  private static void check(Attempt attempt, Manifest.Output expected) throws IOException {
    String place = attempt.location() + "/" + expected.path();
    Manifest.Output found =
        expected.rows().isPresent()
            ? tableOutput(attempt, expected.path(), expected.rows().getAsLong())
            : fileOutput(attempt, expected.path());
    require(
        found.bytes() == expected.bytes(),
        place,
        "has " + found.bytes() + " bytes, expected " + expected.bytes() + " as the manifest says");
    require(
        expected.sha256().isEmpty() || found.sha256().equals(expected.sha256()),
        place,
        "has SHA-256 "
            + found.sha256().orElseThrow()
            + ", expected "
            + expected.sha256().orElse("any"));
  }

  private static void require(boolean holds, String place, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(place + " " + otherwise);
    }
  }

  private static Manifest.Output fileOutput(Attempt attempt, String path) throws IOException {
    byte[] content = attempt.folder().bytes(attempt.path(path)); // which a run wrote from memory
    return new Manifest.Output(
        path, content.length, Optional.of(Sha256.hex(content)), OptionalLong.empty());
  }

  private static Manifest.Output tableOutput(Attempt attempt, String path, long rows)
      throws IOException {
    requireCommitted(attempt, path);
    TreeDigest tree = TreeDigest.of(attempt.folder(), attempt.path(path));
    return new Manifest.Output(
        path, tree.bytes(), Optional.of(tree.sha256()), OptionalLong.of(rows));
  }

  /**
   * On S3 a table is whole only if the magic committer wrote it: another one copies files to their
   * place one by one, and a reader may see some of them.
   */
  private static void requireCommitted(Attempt attempt, String table) throws IOException {
    if (!attempt.folder().sparkPath("").startsWith("s3a:")) {
      return;
    }
    String place = attempt.location() + "/" + table + "/" + SUCCESS;
    byte[] success = attempt.folder().bytes(attempt.path(table + "/" + SUCCESS));
    require(success.length > 0, place, "is empty: a committer wrote the table that is not safe");
    String committer = JsonFields.parse(success, place).string("committer");
    require(committer.equals(MAGIC), place, "names committer " + committer + ", expected magic");
  }

  private static UncheckedIOException failure(String what, Exception cause) {
    IOException io = cause instanceof IOException e ? e : new IOException(cause);
    return new UncheckedIOException(what + ": " + cause.getMessage(), io);
  }
}
