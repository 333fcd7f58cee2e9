package dev.racer.core.published;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of one publication, as a reader sees it, whatever the store.
 *
 * <p>A gateway whose publications lie on an object store implements these two methods over its own
 * client, in a few lines: a folder is a prefix that ends with {@code /}, its names are those of the
 * objects directly below it. Files appear whole and never change, so nothing has to be locked; a
 * listing must hold every file that was complete when it began. Messages name a file as {@code
 * toString()} of this, {@code /}, and its path. Implementations are safe for use by several
 * threads.
 */
public interface PublicationFiles {
  /**
   * Returns the names of what lies directly in a folder, in any order.
   *
   * @param folder path relative to the publication, {@code /} between names
   * @return empty if there is no such folder
   * @throws IOException if the store cannot be read
   */
  List<String> names(String folder) throws IOException;

  /**
   * Returns the bytes of a file.
   *
   * @param file path relative to the publication, {@code /} between names
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if the store cannot be read
   */
  byte[] bytes(String file) throws IOException;

  /**
   * Returns the files of a publication on the local file system.
   *
   * @param publication its folder, {@code <output>/<publication name>}; need not exist
   */
  static PublicationFiles local(Path publication) {
    return new LocalFiles(publication);
  }
}
