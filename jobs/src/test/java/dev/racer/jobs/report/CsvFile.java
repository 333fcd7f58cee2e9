package dev.racer.jobs.report;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a table of a report with another library than the one that wrote it. */
final class CsvFile {
  private CsvFile() {}

  /** The rows, each a map from column to text; empty text for nothing. */
  static List<Map<String, String>> rows(Path file) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setMaxCharsPerColumn(-1);
    settings.setEmptyValue("");
    settings.setNullValue("");
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    List<String[]> lines = new CsvParser(settings).parseAll(file.toFile());
    List<Map<String, String>> rows = new ArrayList<>();
    for (String[] line : lines.subList(1, lines.size())) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < line.length; i++) {
        row.put(lines.get(0)[i], line[i]);
      }
      rows.add(row);
    }
    return rows;
  }
}
