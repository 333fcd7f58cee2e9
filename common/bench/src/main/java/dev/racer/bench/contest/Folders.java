package dev.racer.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders of files that a contest works on. */
public final class Folders {
  private Folders() {}

  /**
   * Copies a folder with all that is in it.
   *
   * @param to must not exist; its parent must
   */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /** Removes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path); // a worker that ends may be faster
      }
    }
  }

  /** Size of the files below a folder whose names end so. */
  public static long bytes(Path folder, String ending) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      long bytes = 0;
      for (Path path : paths.filter(file -> file.toString().endsWith(ending)).toList()) {
        bytes += Files.size(path);
      }
      return bytes;
    }
  }
}
