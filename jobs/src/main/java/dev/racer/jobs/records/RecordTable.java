package dev.racer.jobs.records;

import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Files of used records with what is needed to read them.
 *
 * @param folder of the publication
 * @param paths relative to it
 * @param pools by identity, those of the records among them
 */
public record RecordTable(
    PublicationFolder folder, List<String> paths, Map<String, ModelPool> pools) {
  /** Takes copies. */
  public RecordTable {
    paths = List.copyOf(paths);
    pools = Map.copyOf(pools);
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
