package dev.racer.spark.publication.s3a;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * A publication on S3. Everything goes through one S3A file system: one set of credentials, one
 * endpoint, one region, for reading and for the create-only put.
 */
public final class S3aFolder implements PublicationFolder {
  private final S3AFileSystem fileSystem;
  private final Path root;
  private final ConditionalPut put;

  private S3aFolder(S3AFileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
    this.put = new ConditionalPut(fileSystem);
  }

  /**
   * The folder at a place; nothing is asked of it yet. Its connections live as long as the process.
   *
   * @param place {@code s3a://bucket/path}
   * @param hadoop settings above those of {@code core-site.xml}
   * @throws ConfigException if the libraries for S3 are absent or refuse the settings
   */
  public static PublicationFolder open(String place, Map<String, String> hadoop) {
    try {
      Configuration configuration = new Configuration();
      hadoop.forEach(configuration::set);
      Path root = new Path(place);
      // not the cached one, which may be of other settings
      FileSystem fileSystem = FileSystem.newInstance(root.toUri(), configuration);
      if (!(fileSystem instanceof S3AFileSystem s3a)) {
        throw new ConfigException(
            place
                + " must be served by Hadoop's S3A file system, got "
                + fileSystem.getClass().getName());
      }
      return new S3aFolder(s3a, root);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("Cannot open " + place + ": " + e.getMessage(), e);
    } catch (NoClassDefFoundError e) {
      throw withoutLibraries(place, e);
    } catch (RuntimeException e) { // how Hadoop reports a class that is not there
      if (e.getCause() instanceof ClassNotFoundException) {
        throw withoutLibraries(place, e);
      }
      throw e;
    }
  }

  private static ConfigException withoutLibraries(String place, Throwable cause) {
    return new ConfigException(
        place
            + " needs hadoop-aws, as Spark's Hadoop has it, and the AWS SDK on the class path; there"
            + " is no "
            + String.valueOf(cause.getMessage()).replace('/', '.'),
        cause);
  }

  @Override
  public List<String> names(String folder) throws IOException {
    try {
      return Arrays.stream(fileSystem.listStatus(path(folder)))
          .map(status -> status.getPath().getName())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  @Override
  public byte[] bytes(String file) throws IOException {
    try (InputStream input = open(file)) {
      return input.readAllBytes();
    }
  }

  @Override
  public boolean create(String file, byte[] bytes) throws IOException {
    return put.create(path(file), bytes);
  }

  @Override
  public List<FileEntry> files(String folder) throws IOException {
    return list(folder).stream()
        .map(file -> new FileEntry(relative(file.getPath()), file.getLen()))
        .sorted(Comparator.comparing(FileEntry::path))
        .toList();
  }

  @Override
  public Map<String, Instant> writtenAt(String folder) throws IOException {
    Map<String, Instant> times = new TreeMap<>();
    for (FileStatus file : list(folder)) {
      times.put(relative(file.getPath()), Instant.ofEpochMilli(file.getModificationTime()));
    }
    return times;
  }

  private List<FileStatus> list(String folder) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> listing = fileSystem.listFiles(path(folder), true);
      while (listing.hasNext()) {
        files.add(listing.next());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return files;
  }

  private String relative(Path path) {
    return path.toUri().getPath().substring(root.toUri().getPath().length() + 1);
  }

  @Override
  public InputStream open(String file) throws IOException {
    try {
      return fileSystem.open(path(file));
    } catch (FileNotFoundException e) {
      NoSuchFileException missing = new NoSuchFileException(this + "/" + file);
      missing.initCause(e);
      throw missing;
    }
  }

  @Override
  public void delete(String folder) throws IOException {
    fileSystem.delete(path(folder), true); // says no if there is none
  }

  @Override
  public void sync(String folder) {
    // an object is durable once its put was answered
  }

  @Override
  public String sparkPath(String path) {
    return path(path).toString();
  }

  @Override
  public String toString() {
    return root.toString();
  }

  private Path path(String relative) {
    return relative.isEmpty() ? root : new Path(root, relative);
  }
}
