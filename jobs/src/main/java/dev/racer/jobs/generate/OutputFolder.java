package dev.racer.jobs.generate;

import dev.racer.jobs.generate.GenerateConfig.ExistingOutput;
import dev.racer.jobs.generate.GenerateResult.TableSize;
import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a lake. Removes nothing but what an earlier run put there, which it knows by the
 * marker file that the run left.
 */
final class OutputFolder {
  /** Stands in a lake that is complete; written last. */
  static final String DONE_MARKER = "_generated.json";

  /** Stands in a lake that is being written, or was when its writer died. */
  static final String BEGUN_MARKER = "_generating.json";

  private final Path path;
  private final List<Path> earlier;

  private OutputFolder(Path path, List<Path> earlier) {
    this.path = path;
    this.earlier = earlier;
  }

  /**
   * Checks that a lake may be written to a folder; changes nothing.
   *
   * @throws ConfigException if the folder holds something, unless it is a generated lake and may be
   *     overwritten
   */
  static OutputFolder check(Path path, ExistingOutput existing) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return new OutputFolder(path, List.of());
    }
    if (!Files.isDirectory(path)) {
      throw new ConfigException("Output " + path + " must be a folder, got a file");
    }
    List<Path> entries = entries(path);
    if (entries.isEmpty()) {
      return new OutputFolder(path, entries);
    }
    if (existing == ExistingOutput.REFUSE) {
      throw new ConfigException(
          "Output folder "
              + path
              + " must be absent or empty, got "
              + entries.size()
              + " entries; --overwrite removes an earlier generated lake");
    }
    if (!isMarker(path.resolve(DONE_MARKER)) && !isMarker(path.resolve(BEGUN_MARKER))) {
      throw new ConfigException(
          "Output folder "
              + path
              + " is not overwritten: no "
              + DONE_MARKER
              + " says that it was generated");
    }
    Set<String> known = new HashSet<>(List.of(DONE_MARKER, BEGUN_MARKER));
    Arrays.stream(LakeTable.values()).forEach(table -> known.add(table.folder()));
    for (Path entry : entries) {
      if (!known.contains(entry.getFileName().toString())) {
        throw new ConfigException(
            "Output folder "
                + path
                + " is not overwritten: "
                + entry.getFileName()
                + " in it was not generated");
      }
    }
    return new OutputFolder(path, entries);
  }

  /** Returns the bytes that {@link #begin} will free. */
  long earlierBytes() {
    return earlier.stream().mapToLong(entry -> size(entry).bytes()).sum();
  }

  /** Returns the free bytes of the disk that holds the folder, or will. */
  long freeBytes() {
    Path existing = path.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the free disk space of " + existing, e);
    }
  }

  /** Removes the earlier lake, makes the folder and marks it as begun. */
  void begin() {
    try {
      Files.createDirectories(path);
      // the begun marker stays until the end, so that a run that dies leaves a folder known as ours
      Files.writeString(path.resolve(BEGUN_MARKER), LakeDescription.begun());
      for (Path entry : earlier) {
        if (!entry.getFileName().toString().equals(BEGUN_MARKER)) {
          remove(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare the output folder " + path, e);
    }
  }

  /** Returns the folder of a table. */
  Path table(LakeTable table) {
    return path.resolve(table.folder());
  }

  /** Counts the files of a table that was written. */
  TableSize size(LakeTable table, long rows) {
    TableSize files = size(table(table));
    return new TableSize(rows, files.files(), files.bytes());
  }

  /** Marks the lake as complete. */
  void complete(String description) {
    try {
      Path begun = path.resolve(BEGUN_MARKER);
      Files.writeString(begun, description);
      Files.move(begun, path.resolve(DONE_MARKER), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + DONE_MARKER + " to " + path, e);
    }
  }

  private static boolean isMarker(Path file) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.readString(file).startsWith(LakeDescription.OPENING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  private static TableSize size(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      long[] sums = new long[2];
      files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().endsWith(".crc"))
          .forEach(
              file -> {
                sums[0]++;
                sums[1] += file.toFile().length();
              });
      return new TableSize(0, sums[0], sums[1]);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + root, e);
    }
  }

  private static void remove(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
