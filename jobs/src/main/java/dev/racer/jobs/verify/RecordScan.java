package dev.racer.jobs.verify;

import dev.racer.jobs.records.RecordReader;
import dev.racer.jobs.records.WholeFile;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Files of records, read once and each whole, several at a time: what they hold, and what their
 * bytes are.
 *
 * @param files by path
 * @param missing paths of files that are not there
 * @param sums over the rows of all of them
 */
record RecordScan(Map<String, FileFacts> files, NavigableSet<String> missing, RecordSums sums) {
  /**
   * A file that was read.
   *
   * @param sha256 of its bytes, 64 hex digits
   * @param used rows that calibrate
   * @param excluded rows that do not
   * @param damage why not all of its rows could be read
   */
  record FileFacts(long bytes, String sha256, long used, long excluded, Optional<String> damage) {}

  /**
   * Reads files.
   *
   * @param folder of the publication
   * @param paths relative to it
   * @param shape what is summed up
   */
  static RecordScan of(PublicationFolder folder, Collection<String> paths, Shape shape) {
    Queue<String> queue = new ConcurrentLinkedQueue<>(paths);
    int workers = Math.max(1, Math.min(paths.size(), Runtime.getRuntime().availableProcessors()));
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<RecordScan>> parts = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        parts.add(threads.submit(() -> part(folder, queue, shape)));
      }
      Map<String, FileFacts> files = new TreeMap<>();
      NavigableSet<String> missing = new TreeSet<>();
      RecordSums sums = new RecordSums(shape);
      for (Future<RecordScan> part : parts) {
        RecordScan scan = part.get();
        files.putAll(scan.files());
        missing.addAll(scan.missing());
        sums.addAll(scan.sums());
      }
      return new RecordScan(files, missing, sums);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException("Cannot read records in " + folder + ": " + io, io);
      }
      throw new IllegalStateException("Reading records in " + folder + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new IOException("Interrupted while reading records in " + folder, e));
    } finally {
      threads.shutdownNow();
    }
  }

  private static RecordScan part(PublicationFolder folder, Queue<String> paths, Shape shape)
      throws IOException {
    RecordScan part = new RecordScan(new TreeMap<>(), new TreeSet<>(), new RecordSums(shape));
    for (String path = paths.poll(); path != null; path = paths.poll()) {
      try (InputStream in = folder.open(path)) {
        part.add(path, WholeFile.read(in), shape);
      } catch (NoSuchFileException e) {
        part.missing().add(path);
      }
    }
    return part;
  }

  private void add(String path, WholeFile file, Shape shape) {
    long usedBefore = sums.used();
    long excludedBefore = sums.excluded();
    Optional<String> damage = Optional.empty();
    try (RecordReader records = RecordReader.open(file, path, shape.segmentColumns())) {
      sums.addAll(records);
    } catch (DataContractException e) {
      damage = Optional.of(e.getMessage());
    }
    files.put(
        path,
        new FileFacts(
            file.getLength(),
            file.sha256(),
            sums.used() - usedBefore,
            sums.excluded() - excludedBefore,
            damage));
  }
}
