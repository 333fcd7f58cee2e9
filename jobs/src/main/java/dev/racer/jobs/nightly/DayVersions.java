package dev.racer.jobs.nightly;

import dev.racer.core.pool.Sha256;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** By day, the versions of the files that hold it. */
final class DayVersions {
  private static final Pattern DAY = Pattern.compile("/date=(\\d{4}-\\d{2}-\\d{2})/");

  private final Map<LocalDate, SortedMap<String, Sha256>> digests = new HashMap<>();

  DayVersions(List<InputTable> tables, Configuration hadoop) {
    for (InputTable table : tables) {
      String[] files = table.rows().inputFiles();
      Arrays.sort(files);
      for (String file : files) {
        Matcher day = DAY.matcher(file);
        if (day.find()) {
          add(LocalDate.parse(day.group(1)), table.name(), file, hadoop);
        }
      }
    }
  }

  private void add(LocalDate day, String table, String file, Configuration hadoop) {
    try {
      Path path = new Path(URI.create(file));
      FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
      digests
          .computeIfAbsent(day, d -> new TreeMap<>())
          .computeIfAbsent(table, t -> new Sha256())
          .add(
              (file + "\0" + status.getLen() + "\0" + status.getModificationTime() + "\0")
                  .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<SortedMap<String, String>> versions(LocalDate day) {
    SortedMap<String, Sha256> tables = digests.get(day);
    if (tables == null || !tables.containsKey(LakeInputs.QUERIES)) {
      return Optional.empty();
    }
    SortedMap<String, String> versions = new TreeMap<>();
    tables.forEach((table, digest) -> versions.put(table, digest.hex()));
    return Optional.of(versions);
  }
}
