package dev.racer.spark.lake;

import dev.racer.core.pool.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** The data files of a table, in order of their paths, as they were when it was opened. */
final class TableFiles {
  private final String location;
  private final List<String> names;
  private final List<FileStatus> statuses;

  private TableFiles(String location, List<String> names, List<FileStatus> statuses) {
    this.location = location;
    this.names = names;
    this.statuses = statuses;
  }

  /**
   * Looks the files up, one listing per folder.
   *
   * @param location what to call the table
   * @throws DataContractException if one of them is not there any more
   */
  static TableFiles of(String location, Dataset<Row> rows, Configuration hadoop) {
    String[] files = rows.inputFiles();
    Arrays.sort(files);
    Map<Path, Map<Path, FileStatus>> folders = new HashMap<>();
    List<FileStatus> statuses = new ArrayList<>();
    try {
      for (String file : files) {
        Path path = new Path(URI.create(file));
        Map<Path, FileStatus> folder = folders.get(path.getParent());
        if (folder == null) {
          folder = list(path.getParent(), hadoop);
          folders.put(path.getParent(), folder);
        }
        FileStatus status = folder.get(path);
        statuses.add(
            status != null ? status : path.getFileSystem(hadoop).getFileStatus(path)); // fails
      }
    } catch (IOException e) {
      throw new DataContractException(
          "A file of '" + location + "' went away: " + LakeReader.firstLine(e), e);
    }
    return new TableFiles(location, List.of(files), statuses);
  }

  private static Map<Path, FileStatus> list(Path folder, Configuration hadoop) throws IOException {
    Map<Path, FileStatus> found = new HashMap<>();
    for (FileStatus status : folder.getFileSystem(hadoop).listStatus(folder)) {
      found.put(status.getPath(), status);
    }
    return found;
  }

  /** What all of them are. */
  InputVersion version() {
    Digest all = new Digest();
    for (int i = 0; i < names.size(); i++) {
      all.add(names.get(i), statuses.get(i));
    }
    return all.version(location);
  }

  /** What those of each day are, by the folders named after a partition column. */
  SortedMap<LocalDate, InputVersion> byDay(String column) {
    SortedMap<LocalDate, Digest> digests = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      FileStatus status = statuses.get(i);
      String name = names.get(i);
      day(status.getPath(), column)
          .ifPresent(day -> digests.computeIfAbsent(day, d -> new Digest()).add(name, status));
    }
    SortedMap<LocalDate, InputVersion> days = new TreeMap<>();
    digests.forEach((day, digest) -> days.put(day, digest.version(location)));
    return days;
  }

  /** The day that the innermost folder of the column names. */
  private static Optional<LocalDate> day(Path file, String column) {
    String prefix = column.toLowerCase(Locale.ROOT) + "=";
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      String name = folder.getName();
      if (name.toLowerCase(Locale.ROOT).startsWith(prefix)) {
        return parse(name.substring(prefix.length()));
      }
    }
    return Optional.empty();
  }

  private static Optional<LocalDate> parse(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      return day.toString().equals(text) ? Optional.of(day) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty(); // its rows are for the quarantine
    }
  }

  /** Whether rows are a table of files with folders for each value of a column. */
  static boolean isPartitionedBy(String column, Dataset<Row> rows) {
    LogicalPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed();
    while (plan instanceof SubqueryAlias alias) { // a table of the catalog
      plan = alias.child();
    }
    return plan instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files
        && Arrays.stream(files.partitionSchema().fieldNames()).anyMatch(column::equalsIgnoreCase);
  }

  /** Paths, sizes and modification times, in order. */
  private static final class Digest {
    private final Sha256 digest = new Sha256();
    private long files;
    private long bytes;

    void add(String name, FileStatus status) {
      String entry = name + "\0" + status.getLen() + "\0" + status.getModificationTime() + "\0";
      digest.add(entry.getBytes(StandardCharsets.UTF_8));
      files++;
      bytes += status.getLen();
    }

    InputVersion version(String location) {
      if (files == 0) {
        digest.add(location.getBytes(StandardCharsets.UTF_8));
      }
      return new InputVersion(files, bytes, digest.hex());
    }
  }
}
