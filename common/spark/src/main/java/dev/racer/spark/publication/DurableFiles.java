package dev.racer.spark.publication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that survive a crash whole or are not there at all. */
final class DurableFiles {
  private DurableFiles() {}

  /**
   * Creates a file with all its bytes, or fails when it exists; of any number of processes that try
   * at the same time, exactly one succeeds. A crash leaves at most a temporary file, whose name
   * begins with a dot.
   *
   * @throws FileAlreadyExistsException if the file exists; it is left as it is
   */
  static void create(Path target, byte[] bytes) throws IOException {
    Path folder = folderOf(target);
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      // unlike a rename, a hard link never replaces a file that is there
      Files.createLink(target, temporary);
      sync(folder);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Makes a folder and everything beneath it durable. */
  static void syncTree(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      sync(path);
    }
    sync(folderOf(folder));
  }

  /** Creates a folder and the folders above it, and makes their names durable. */
  static void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folderOf(folder);
    createFolders(parent);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    sync(parent);
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path folderOf(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    return folder == null ? path : folder;
  }
}
