package dev.racer.jobs.report;

import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.figure.Figure;
import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.notebook.JavaCells;
import dev.racer.jobs.report.notebook.Notebook;
import dev.racer.jobs.report.notebook.ReportNotebook;
import dev.racer.jobs.report.plot.PlotWriter;
import dev.racer.jobs.report.sheet.Csv;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A notebook and, in a folder beside it, the tables that it reads. Its outputs are what its cells
 * printed when they were run on these tables.
 */
final class NotebookFiles {
  private static final String ENDING = ".ipynb";

  private final Path file;
  private final ReplacedFolder tables;
  private final String tablesName;
  private byte[] notebook = {};

  /**
   * @param file the notebook; ends in {@code .ipynb}
   * @throws ConfigException if something else is in the way
   */
  NotebookFiles(Path file) {
    this.file = file;
    String name = file.getFileName().toString();
    this.tablesName = name.substring(0, name.length() - ENDING.length()) + "-tables";
    this.tables =
        new ReplacedFolder(file.resolveSibling(tablesName), "Folder of the notebook's tables");
    if (Files.exists(file) && !isNotebook(file)) {
      throw new ConfigException(
          "--notebook must be absent or an earlier notebook of a report, got " + file);
    }
  }

  private static boolean isNotebook(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.readString(file).contains("\"" + Notebook.MARKER + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Makes the notebook: runs its cells on the tables of the report. */
  void add(Report report, Images images) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    if (images == Images.ALL) {
      for (Figure figure : ReportNotebook.pictures(report)) {
        String name = figure.plot().id() + ".png";
        pictures.put(name, Rasterizer.png(PlotWriter.file(figure.plot()), name));
      }
    }
    for (Sheet sheet : ReportNotebook.tables(report)) {
      tables.add(sheet.id() + ".csv", Csv.ofLines(sheet));
    }
    Path folder = scratch();
    try {
      Path copies = Files.createDirectory(folder.resolve(tablesName));
      for (Sheet sheet : ReportNotebook.tables(report)) {
        Files.writeString(copies.resolve(sheet.id() + ".csv"), Csv.ofLines(sheet));
      }
      List<Notebook.Cell> cells = ReportNotebook.cells(report, tablesName, pictures);
      notebook = Notebook.json(JavaCells.run(cells, folder));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run the notebook in " + folder + ": " + e, e);
    } finally {
      remove(folder);
    }
  }

  /** Writes the tables, then the notebook, each whole. */
  void write() {
    tables.write();
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try {
        Files.write(temporary, notebook);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e, e);
    }
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("racer-notebook");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder for the notebook to run in: " + e, e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + folder + ": " + e, e);
    }
  }
}
