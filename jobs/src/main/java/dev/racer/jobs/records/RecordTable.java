package dev.racer.jobs.records;

import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.PublicationFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Files of used records with what is needed to read them.
 *
 * @param folder of the publication
 * @param paths relative to it
 * @param pools by identity, those of the records among them
 * @param versions of routers, by name, whose records count; all versions count of one that is not
 *     named
 */
public record RecordTable(
    PublicationFolder folder,
    List<String> paths,
    Map<String, ModelPool> pools,
    Map<String, String> versions) {
  /** Takes copies. */
  public RecordTable {
    paths = List.copyOf(paths);
    pools = Map.copyOf(pools);
    versions = Map.copyOf(versions);
  }

  /**
   * The records of a day.
   *
   * @param folder of the publication
   * @param day what put them in place
   * @param versions of routers, by name, whose records count
   */
  public static RecordTable of(
      PublicationFolder folder, DayCommit day, Map<String, String> versions) {
    Map<String, ModelPool> pools = new HashMap<>();
    day.routers().forEach(router -> pools.put(router.poolId(), ModelPool.of(router.models())));
    return new RecordTable(
        folder,
        day.files().stream().map(file -> day.table() + "/" + file.path()).toList(),
        pools,
        versions);
  }

  /** Whether a record is of a version of its router that counts. */
  public boolean counts(RecordReader record) {
    return versions
        .getOrDefault(record.router(), record.routerVersion())
        .equals(record.routerVersion());
  }

  /**
   * Goes through the used records.
   *
   * @param segmentColumns the columns of queries whose values are wanted
   * @param use is handed the reader at every used record, and must not keep it
   * @throws DataContractException if a file is missing, damaged, or lacks a column
   * @throws UncheckedIOException if the store fails
   */
  public void forEach(List<String> segmentColumns, Consumer<RecordReader> use) {
    for (String path : paths) {
      if (RecordReader.Place.of(path).isUsed()) {
        try (RecordReader records = RecordReader.open(read(path), path, segmentColumns)) {
          while (records.next()) {
            use.accept(records);
          }
        }
      }
    }
  }

  private WholeFile read(String path) {
    try (InputStream in = folder.open(path)) {
      return WholeFile.read(in);
    } catch (NoSuchFileException e) {
      throw new DataContractException(folder + "/" + path + " is missing", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + "/" + path + ": " + e, e);
    }
  }
}
