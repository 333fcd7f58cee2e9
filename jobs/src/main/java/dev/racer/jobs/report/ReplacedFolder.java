package dev.racer.jobs.report;

import dev.racer.spark.lake.ConfigException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that is written whole: its files are collected, written to a folder beside it, and put
 * in its place together. What was in place before goes only if it is an earlier report: a list of
 * the files that it consists of lies in it, and there is no other file.
 */
final class ReplacedFolder {
  /** The list of the files; not in the list itself. */
  static final String LIST = "report-files.txt";

  private static final String FIRST_LINE =
      "# Files of a racer report, which the next one replaces.";

  private final Path path;
  private final String option;
  private final Map<String, byte[]> files = new TreeMap<>();

  /**
   * @param path the folder; may be absent
   * @param option the option that named it, for messages
   * @throws ConfigException if something else is in it
   */
  ReplacedFolder(Path path, String option) {
    this.path = path;
    this.option = option;
    requireReplaceable();
  }

  private void requireReplaceable() {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ConfigException(option + " must be a folder, got " + path + ", which is none");
    }
    Set<String> found = files(path);
    if (found.isEmpty()) {
      return;
    }
    List<String> listed = List.of();
    if (found.remove(LIST)) {
      listed = lines(path.resolve(LIST));
    }
    if (!listed.contains(FIRST_LINE)) {
      throw refused("no " + LIST + " says that it is one");
    }
    listed.forEach(found::remove);
    if (!found.isEmpty()) {
      throw refused("not of a report is " + found.iterator().next());
    }
  }

  private ConfigException refused(String why) {
    return new ConfigException(
        option + " must be absent, empty or hold an earlier report, got " + path + ": " + why);
  }

  private static Set<String> files(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /**
   * Adds a file.
   *
   * @param name name of it, relative to the folder, with {@code /} between names
   */
  void add(String name, byte[] content) {
    files.put(name, content);
  }

  /** Adds a text file. */
  void add(String name, String content) {
    add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Names of the files that were added, in order. */
  List<String> files() {
    return List.copyOf(files.keySet());
  }

  /**
   * Writes the files and puts them in place. If that fails, what was there stays.
   *
   * @throws UncheckedIOException if the file system fails
   */
  void write() {
    Path parent = path.toAbsolutePath().getParent();
    String unique = "." + path.getFileName() + "." + UUID.randomUUID();
    Path written = parent.resolve(unique + ".tmp");
    Path replaced = parent.resolve(unique + ".old");
    try {
      try {
        Files.createDirectories(parent);
        Files.createDirectory(written);
        Files.writeString(
            written.resolve(LIST), FIRST_LINE + "\n" + String.join("\n", files.keySet()) + "\n");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          Path target = written.resolve(file.getKey());
          Files.createDirectories(target.getParent());
          Files.write(target, file.getValue());
        }
        requireReplaceable(); // nobody put something else there meanwhile
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(path, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        putInPlace(written, replaced);
      } finally {
        remove(written);
      }
      remove(replaced);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path + ": " + e, e);
    }
  }

  private void putInPlace(Path written, Path replaced) throws IOException {
    try {
      Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (Files.exists(replaced)) {
        Files.move(replaced, path, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(paths::add);
    }
    for (Path one : paths) {
      Files.delete(one);
    }
  }
}
