package dev.racer.spark.publication;

import dev.racer.core.pool.Sha256;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of a table: what its visible files hold, under which names.
 *
 * <p>The digest is that of {@link #sha256(SortedMap)}, with paths below the table's folder. A file
 * is visible when neither its name nor that of a folder between it and the table begins with {@code
 * .} or {@code _}.
 *
 * @param bytes size of the visible files together
 * @param sha256 the digest, 64 hex digits
 * @param files the visible files, in order of path
 */
public record TreeDigest(long bytes, String sha256, List<FileEntry> files) {
  private static final int BUFFER = 1 << 16;

  /** Takes a copy. */
  public TreeDigest {
    files = List.copyOf(files);
  }

  /**
   * Reads a table; one that does not exist has no files.
   *
   * @param publication folder of the publication
   * @param table folder of the table, relative to the publication
   * @throws IOException if the store cannot be read
   */
  public static TreeDigest of(PublicationFolder publication, String table) throws IOException {
    List<FileEntry> files = visible(publication, table);
    SortedMap<String, String> digests = new TreeMap<>();
    long bytes = 0;
    for (FileEntry file : files) {
      digests.put(file.below(table), ofFile(publication, file.path()));
      bytes += file.bytes();
    }
    return new TreeDigest(bytes, sha256(digests), files);
  }

  /**
   * Digest of a tree of files: the SHA-256 of one entry per file, in order of path and with nothing
   * between them. An entry is the path in UTF-8, a zero byte, and the SHA-256 of the file's bytes
   * in 64 lower-case hex digits.
   *
   * @param files SHA-256 of each file, 64 hex digits, by path relative to the root of the tree
   * @return 64 hex digits
   */
  public static String sha256(SortedMap<String, String> files) {
    Sha256 tree = new Sha256();
    files.forEach(
        (path, sha256) -> tree.add((path + "\0" + sha256).getBytes(StandardCharsets.UTF_8)));
    return tree.hex();
  }

  /**
   * The visible files of a table, in order of path.
   *
   * @param publication folder of the publication
   * @param table folder of the table, relative to the publication
   * @throws IOException if the store cannot be read
   */
  public static List<FileEntry> visible(PublicationFolder publication, String table)
      throws IOException {
    return publication.files(table).stream().filter(file -> isVisible(file.below(table))).toList();
  }

  /**
   * SHA-256 of a file, 64 hex digits.
   *
   * @param publication folder of the publication
   * @param file relative to the publication
   * @throws IOException if there is no such file, or the store cannot be read
   */
  public static String ofFile(PublicationFolder publication, String file) throws IOException {
    Sha256 digest = new Sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream input = publication.open(file)) {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        digest.add(buffer, 0, read);
      }
    }
    return digest.hex();
  }

  /** Whether no name of a path begins with {@code .} or {@code _}. */
  static boolean isVisible(String path) {
    for (String name : path.split("/", -1)) {
      if (name.startsWith(".") || name.startsWith("_")) {
        return false;
      }
    }
    return true;
  }
}
