package dev.racer.jobs.diff;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.calibrate.ThresholdsDiff;
import dev.racer.jobs.records.RecordTable;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.TreeDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version, or an attempt at one, that is compared.
 *
 * @param name what it is called
 * @param attempt folder of its files, relative to the publication
 * @param thresholds what it says
 */
public record ComparedVersion(String name, String attempt, PublishedThresholds thresholds) {
  private static final String RECORDS_TABLE = "calibration_records";

  /**
   * A committed version.
   *
   * @throws DataContractException if its thresholds are missing or not those that were committed
   */
  public static ComparedVersion of(PublicationStore store, Commit commit) {
    return new ComparedVersion(
        "version " + commit.sequence(), commit.attempt(), store.thresholds(commit));
  }

  /**
   * An attempt that need not be committed.
   *
   * @throws ConfigException if there is no such attempt, or it has no thresholds
   * @throws DataContractException if its thresholds cannot be read
   */
  public static ComparedVersion ofAttempt(PublicationStore store, String attemptId) {
    String attempt = Commit.ATTEMPTS + "/" + attemptId;
    String file = attempt + "/" + Commit.THRESHOLDS;
    try {
      return new ComparedVersion(
          "attempt " + attemptId, attempt, ThresholdsJson.read(store.folder().bytes(file)));
    } catch (NoSuchFileException e) {
      throw new ConfigException("There are no thresholds in " + store.folder() + "/" + file, e);
    } catch (PublishedFormatException e) {
      throw new DataContractException(store.folder() + "/" + file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + store.folder() + "/" + file + ": " + e, e);
    }
  }

  /**
   * Compares two versions on the records of the second.
   *
   * @param date the day of the queries; empty for all
   * @throws ConfigException if there are no records of that day
   */
  public static VersionDiff diff(
      PublicationStore store, ComparedVersion from, ComparedVersion to, Optional<LocalDate> date) {
    RecordTable records = records(store.folder(), from, to, date);
    String name = date.map(day -> "the queries of " + day).orElse("the queries of " + to.name());
    return new VersionDiff(
        from.name(),
        to.name(),
        ThresholdsDiff.of(Optional.of(from.thresholds()), to.thresholds()),
        TrafficDiff.of(name, from.thresholds(), to.thresholds(), records));
  }

  private static RecordTable records(
      PublicationFolder folder,
      ComparedVersion from,
      ComparedVersion to,
      Optional<LocalDate> date) {
    String table = to.attempt() + "/" + RECORDS_TABLE;
    String day = date.map(each -> "/date=" + each + "/").orElse("/");
    try {
      List<String> paths =
          TreeDigest.visible(folder, table).stream()
              .map(FileEntry::path)
              .filter(path -> path.contains("/status=used/") && path.contains(day))
              .toList();
      if (paths.isEmpty()) {
        throw new ConfigException(
            "There are no records"
                + date.map(each -> " of " + each).orElse("")
                + " in "
                + folder
                + "/"
                + table);
      }
      Map<String, ModelPool> pools = new HashMap<>();
      from.thresholds().pools().forEach(pool -> pools.put(pool.id(), pool));
      to.thresholds().pools().forEach(pool -> pools.put(pool.id(), pool));
      return new RecordTable(folder, paths, pools);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + "/" + table + ": " + e, e);
    }
  }
}
