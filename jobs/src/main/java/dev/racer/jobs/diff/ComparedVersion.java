package dev.racer.jobs.diff;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.records.RecordTable;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RecordDays;
import dev.racer.spark.publication.TreeDigest;
import dev.racer.spark.schema.CalibrationRecords;
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

  /**
   * A committed version.
   *
   * @throws DataContractException if its thresholds or its manifest are missing or not those that
   *     were committed
   */
  public static ComparedVersion of(PublicationStore store, Commit commit) {
    store.manifest(commit); // refuses another one than that which was committed
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
   * Compares two versions on the queries of a day, or on all records that the second was made from.
   *
   * @param date the day; empty for the newest one that the second was made from, or for all of its
   *     records if it was not made day by day
   * @throws ConfigException if there are no records of that day
   * @throws DataContractException if the second's manifest or the records cannot be read
   */
  public static VersionDiff diff(
      PublicationStore store, ComparedVersion from, ComparedVersion to, Optional<LocalDate> date) {
    Optional<NightWindow> night = to.manifest(store.folder()).night();
    Optional<LocalDate> day = date.or(() -> night.map(NightWindow::day));
    RecordTable records =
        night.isPresent()
            ? records(store.folder(), night.get(), day.orElseThrow())
            : records(store.folder(), from, to, day);
    return VersionDiff.of(
        from.name(),
        from.thresholds(),
        to.name(),
        to.thresholds(),
        day.map(each -> "the queries of " + each).orElse("the queries of " + to.name()),
        records);
  }

  private Manifest manifest(PublicationFolder folder) {
    String file = attempt + "/" + Manifest.FILE;
    try {
      return Manifest.fromJson(folder.bytes(file), folder + "/" + file);
    } catch (NoSuchFileException e) {
      throw new DataContractException(folder + "/" + file + " is missing", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + "/" + file + ": " + e, e);
    }
  }

  /** The records of a day: those that the night read, else those in place now. */
  private static RecordTable records(PublicationFolder folder, NightWindow night, LocalDate date) {
    RecordDays days = new RecordDays(folder);
    Optional<DayCommit> read =
        night.days().stream()
            .filter(day -> day.date().equals(date))
            .findFirst()
            .flatMap(day -> days.commit(date, day.sequence()));
    DayCommit commit =
        read.or(() -> days.current(date))
            .orElseThrow(
                () -> new ConfigException("There are no records of " + date + " in " + folder));
    Map<String, String> versions = new HashMap<>();
    night.routers().forEach(r -> versions.put(r.router(), r.version().orElse("")));
    return RecordTable.of(folder, commit, versions);
  }

  private static RecordTable records(
      PublicationFolder folder,
      ComparedVersion from,
      ComparedVersion to,
      Optional<LocalDate> date) {
    String table = to.attempt() + "/" + CalibrationRecords.TABLE;
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
      return new RecordTable(folder, paths, pools, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + "/" + table + ": " + e, e);
    }
  }
}
