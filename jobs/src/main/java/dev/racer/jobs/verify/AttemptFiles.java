package dev.racer.jobs.verify;

import dev.racer.core.pool.Sha256;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.publication.TreeDigest;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks that an attempt holds the files that its manifest names, and nothing else. */
final class AttemptFiles {
  private static final String NONE = "none";

  private final PublicationFolder folder;
  private final String attempt;
  private final Checks checks;

  /**
   * @param attempt its folder, relative to the publication
   */
  AttemptFiles(PublicationFolder folder, String attempt, Checks checks) {
    this.folder = folder;
    this.attempt = attempt;
    this.checks = checks;
  }

  /**
   * Checks sizes and digests.
   *
   * @param read files that were read already, by path relative to the publication
   */
  void check(Manifest manifest, Map<String, RecordScan.FileFacts> read) throws IOException {
    NavigableSet<String> unlisted = new TreeSet<>(folder.names(attempt));
    unlisted.removeIf(name -> name.startsWith(".") || name.startsWith("_"));
    unlisted.remove(Manifest.FILE);
    for (Manifest.Output output : manifest.outputs()) {
      String path = attempt + "/" + output.path();
      if (!unlisted.remove(output.path())) {
        checks.differs(Certificate.FILES, path, "file", "a file or folder", NONE);
      } else if (output.rows().isPresent()) {
        checkTable(output, path, below(read, path));
      } else {
        byte[] content = folder.bytes(path);
        compare(output, path, content.length, Sha256.hex(content));
      }
    }
    checks.equal(
        Certificate.FILES, attempt, "files beside those listed", "[]", unlisted.toString());
  }

  private void checkTable(
      Manifest.Output output, String path, Map<String, RecordScan.FileFacts> read)
      throws IOException {
    if (read.isEmpty()) {
      TreeDigest tree = TreeDigest.of(folder, path);
      compare(output, path, tree.bytes(), tree.sha256());
    } else {
      compare(output, path, bytes(read), treeSha256(path, read));
      long rows = read.values().stream().mapToLong(file -> file.used() + file.excluded()).sum();
      checks.equal(Certificate.FILES, path, "rows", output.rows().getAsLong(), rows);
    }
  }

  private void compare(Manifest.Output output, String path, long bytes, String sha256) {
    checks.equal(Certificate.FILES, path, "bytes", output.bytes(), bytes);
    checks.equal(Certificate.FILES, path, "SHA-256", output.sha256().orElse(NONE), sha256);
  }

  /** The files below a folder. */
  static Map<String, RecordScan.FileFacts> below(
      Map<String, RecordScan.FileFacts> files, String table) {
    Map<String, RecordScan.FileFacts> below = new TreeMap<>(files);
    below.keySet().removeIf(path -> !path.startsWith(table + "/"));
    return below;
  }

  /** Size of files together. */
  static long bytes(Map<String, RecordScan.FileFacts> files) {
    return files.values().stream().mapToLong(RecordScan.FileFacts::bytes).sum();
  }

  /** {@link TreeDigest#sha256} of files of a table that were read already. */
  static String treeSha256(String table, Map<String, RecordScan.FileFacts> files) {
    SortedMap<String, String> digests = new TreeMap<>();
    files.forEach((path, file) -> digests.put(path.substring(table.length() + 1), file.sha256()));
    return TreeDigest.sha256(digests);
  }
}
