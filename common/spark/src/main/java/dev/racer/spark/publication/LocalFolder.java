package dev.racer.spark.publication;

import dev.racer.core.published.PublicationFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A publication on the local file system. A file is created as a hard link to a complete one. */
final class LocalFolder implements PublicationFolder {
  private final Path root;
  private final PublicationFiles files;

  /**
   * @param root absolute; need not exist
   */
  LocalFolder(Path root) {
    this.root = root;
    this.files = PublicationFiles.local(root);
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return files.names(folder);
  }

  @Override
  public byte[] bytes(String file) throws IOException {
    return files.bytes(file);
  }

  @Override
  public boolean create(String file, byte[] bytes) throws IOException {
    Path target = root.resolve(file);
    DurableFiles.createFolders(target.getParent());
    try {
      DurableFiles.create(target, bytes);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public List<FileEntry> files(String folder) throws IOException {
    try (Stream<Path> paths = Files.walk(root.resolve(folder))) {
      return paths
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .flatMap(path -> entry(path).stream())
          .sorted(Comparator.comparing(FileEntry::path))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) { // what a stream of paths throws
      throw e.getCause();
    }
  }

  @Override
  public Map<String, Instant> writtenAt(String folder) throws IOException {
    Map<String, Instant> times = new TreeMap<>();
    for (FileEntry file : files(folder)) {
      writtenAt(root.resolve(file.path())).ifPresent(time -> times.put(file.path(), time));
    }
    return times;
  }

  /** Empty for a file that is gone since it was listed. */
  private static Optional<Instant> writtenAt(Path file) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Empty for a file that is gone since it was listed: a temporary one, or one that expired. */
  private Optional<FileEntry> entry(Path path) {
    try {
      return Optional.of(new FileEntry(root.relativize(path).toString(), Files.size(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(root.resolve(file));
  }

  @Override
  public void delete(String folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(root.resolve(folder))) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    } catch (UncheckedIOException e) { // what a stream of paths throws
      throw e.getCause();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path); // another one may tidy up, too
    }
  }

  @Override
  public void sync(String folder) throws IOException {
    DurableFiles.syncTree(root.resolve(folder));
  }

  @Override
  public String sparkPath(String path) {
    // not a URI, which Spark would take for a path: with %20 for a space
    return "file:" + root.resolve(path);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
