package dev.racer.spark.publication;

import dev.racer.core.published.PublicationFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The folder of one publication, as those who write see it, whatever the store.
 *
 * <p>Paths are relative to the publication, with {@code /} between names. A file is there whole or
 * not at all, and never changes. Every method throws {@link IOException} when the store fails.
 * Implementations are safe for use by several threads.
 */
public interface PublicationFolder extends PublicationFiles {
  /**
   * A file of the publication.
   *
   * @param path relative to the publication
   * @param bytes its size
   */
  record FileEntry(String path, long bytes) {
    /** The name of the file and those of the folders above it, from a folder down. */
    String below(String folder) {
      return path.substring(folder.length() + 1);
    }
  }

  /**
   * Creates a file with all its bytes, durably; of any number of writers that try at the same time,
   * exactly one succeeds. A crash leaves the file whole, or none of that name.
   *
   * @return false if it exists; it is left as it is
   */
  boolean create(String file, byte[] bytes) throws IOException;

  /**
   * The files beneath a folder, in folders beneath it as well, those with hidden names included.
   *
   * @return sorted by path; empty if there is no such folder
   */
  List<FileEntry> files(String folder) throws IOException;

  /**
   * When each of the files beneath a folder was written, by the clock of the store.
   *
   * @return by path; empty if there is no such folder
   */
  Map<String, Instant> writtenAt(String folder) throws IOException;

  /**
   * Opens a file for reading; the caller closes it.
   *
   * @throws NoSuchFileException if there is no such file
   */
  InputStream open(String file) throws IOException;

  /** Removes a folder with all that is beneath it, or a file; no error if there is none. */
  void delete(String folder) throws IOException;

  /** Makes a folder and everything beneath it durable, where that takes an act of its own. */
  void sync(String folder) throws IOException;

  /**
   * What Spark reads and writes a path by.
   *
   * @return {@code file:} and an absolute path, or {@code s3a://} and a key
   */
  String sparkPath(String path);

  /** Where the publication is, for messages and people. */
  @Override
  String toString();
}
