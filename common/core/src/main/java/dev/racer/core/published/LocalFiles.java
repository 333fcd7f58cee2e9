package dev.racer.core.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A publication on the local file system. */
record LocalFiles(Path root) implements PublicationFiles {
  @Override
  public List<String> names(String folder) throws IOException {
    try (Stream<Path> paths = Files.list(root.resolve(folder))) {
      return paths.map(path -> path.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) { // what a stream of paths throws
      throw e.getCause();
    }
  }

  @Override
  public byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(root.resolve(file));
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
