package dev.racer.jobs.verify;

import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.PublicationFolder;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.TreeDigest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where records of a version lie.
 *
 * @param day what put them in place, for the records of a day
 * @param table folder of the table, relative to the publication
 * @param paths its files, relative to the publication, those that must be there among them
 */
record RecordSource(Optional<DayCommit> day, String table, List<String> paths) {
  /** Takes a copy. */
  RecordSource {
    paths = List.copyOf(paths);
  }

  /** The records in an attempt of a calibration. */
  static RecordSource ofAttempt(PublicationFolder folder, String table) throws IOException {
    return new RecordSource(
        Optional.empty(),
        table,
        TreeDigest.visible(folder, table).stream().map(FileEntry::path).toList());
  }

  /** The records of a day. */
  static RecordSource of(PublicationFolder folder, DayCommit day) throws IOException {
    TreeSet<String> paths = new TreeSet<>();
    TreeDigest.visible(folder, day.table()).forEach(file -> paths.add(file.path()));
    day.files().forEach(file -> paths.add(day.table() + "/" + file.path()));
    return new RecordSource(Optional.of(day), day.table(), List.copyOf(paths));
  }
}
