package dev.racer.spark.publication;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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

  private Publisher() {}

  /**
   * Size and SHA-256 of a file of the attempt.
   *
   * @param attempt the attempt
   * @param path relative to its folder
   */
  public static Manifest.Output file(Attempt attempt, String path) {
    Path file = attempt.folder().resolve(path);
    try {
      return new Manifest.Output(
          path, Files.size(file), Optional.of(sha256(file)), OptionalLong.empty());
    } catch (IOException e) {
      throw failure("Cannot read " + file, e);
    }
  }

  /**
   * Size of a table of the attempt.
   *
   * @param attempt the attempt
   * @param path its folder, relative to the attempt's
   * @param rows rows that it holds
   */
  public static Manifest.Output table(Attempt attempt, String path, long rows) {
    Path folder = attempt.folder().resolve(path);
    try {
      return new Manifest.Output(path, size(folder), Optional.empty(), OptionalLong.of(rows));
    } catch (IOException e) {
      throw failure("Cannot read " + folder, e);
    }
  }

  /**
   * Reads an attempt back and makes it durable, so that it can be committed: {@value #THRESHOLDS}
   * and {@value Manifest#FILE} are whole, every output that the manifest names has the size and the
   * SHA-256 given there, nothing else lies in the folder, and all of it is on the disk.
   *
   * @param attempt the attempt; all of its files are written
   * @return what to commit
   * @throws UncheckedIOException if something differs or cannot be read
   */
  public static Digests verify(Attempt attempt) {
    Path folder = attempt.folder();
    byte[] json = verifyOutputs(attempt);
    try {
      Manifest manifest = Manifest.fromJson(json, folder.resolve(Manifest.FILE).toString());
      Path thresholds = folder.resolve(THRESHOLDS);
      byte[] document = Files.readAllBytes(thresholds);
      PublishedThresholds read = ThresholdsJson.read(document);
      require(
          read.publication().equals(manifest.publication()),
          thresholds,
          "is of another publication");
      return new Digests(Sha256.hex(json), Sha256.hex(document));
    } catch (IOException | PublishedFormatException e) {
      throw failure("Read-back of " + folder + " failed", e);
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
    Path folder = attempt.folder();
    try {
      DurableFiles.syncTree(folder);
      return check(folder, attempt.runId());
    } catch (IOException e) {
      throw failure("Read-back of " + folder + " failed", e);
    }
  }

  /**
   * Whether an attempt that was never committed is as its run left it, as far as its manifest says.
   *
   * @param folder folder of the attempt; need not exist
   * @param runId the run that must have made it
   */
  static boolean isWhole(Path folder, String runId) {
    try {
      check(folder, runId);
      return true;
    } catch (IOException | UncheckedIOException | DataContractException e) {
      return false; // the answer: whatever is wrong, it cannot be relied upon
    }
  }

  private static byte[] check(Path folder, String runId) throws IOException {
    Path manifestFile = folder.resolve(Manifest.FILE);
    byte[] json = Files.readAllBytes(manifestFile);
    Manifest manifest = Manifest.fromJson(json, manifestFile.toString());
    require(manifest.runId().equals(runId), manifestFile, "is of another run");
    Set<String> unlisted = names(folder);
    unlisted.remove(Manifest.FILE);
    for (Manifest.Output output : manifest.outputs()) {
      verify(folder.resolve(output.path()), output);
      unlisted.remove(output.path());
    }
    require(unlisted.isEmpty(), folder, "holds what the manifest does not name: " + unlisted);
    return json;
  }

  /**
   * Whether a committed version can still be served: its manifest and its {@value #THRESHOLDS} are
   * those that were committed.
   *
   * @param folder folder of the attempt
   */
  static boolean isIntact(Path folder, Commit commit) {
    try {
      return sha256(folder.resolve(Manifest.FILE)).equals(commit.manifestSha256())
          && sha256(folder.resolve(THRESHOLDS)).equals(commit.thresholdsSha256());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failure("Cannot read " + folder, e);
    }
  }

  private static void verify(Path path, Manifest.Output output) throws IOException {
    long bytes = size(path);
    require(
        bytes == output.bytes(),
        path,
        "has " + bytes + " bytes, expected " + output.bytes() + " as the manifest says");
    if (output.sha256().isPresent()) {
      String found = sha256(path);
      String expected = output.sha256().get();
      require(found.equals(expected), path, "has SHA-256 " + found + ", expected " + expected);
    }
  }

  private static void require(boolean holds, Path path, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(path + " " + otherwise);
    }
  }

  private static long size(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return Files.size(path);
    }
    try (Stream<Path> paths = Files.walk(path)) {
      List<Path> files =
          paths.filter(file -> isVisible(path.relativize(file)) && isFile(file)).toList();
      long size = 0;
      for (Path file : files) {
        size += Files.size(file);
      }
      return size;
    }
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isVisible(Path relative) {
    for (Path name : relative) {
      String text = name.toString();
      if (text.startsWith(".") || text.startsWith("_")) {
        return false;
      }
    }
    return true;
  }

  private static Set<String> names(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> paths = Files.list(folder)) {
      paths.map(Path::getFileName).filter(Publisher::isVisible).forEach(n -> names.add("" + n));
    }
    return names;
  }

  private static String sha256(Path file) throws IOException {
    Sha256 digest = new Sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream input = Files.newInputStream(file)) {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.add(buffer, 0, read);
      }
    }
    return digest.hex();
  }

  private static UncheckedIOException failure(String what, Exception cause) {
    IOException io = cause instanceof IOException e ? e : new IOException(cause);
    return new UncheckedIOException(what + ": " + cause.getMessage(), io);
  }
}
