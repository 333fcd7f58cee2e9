package dev.racer.jobs.report.notebook;

import dev.racer.jobs.report.figure.Figure;
import dev.racer.jobs.report.figure.FigureGroup;
import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.notebook.Notebook.Cell;
import dev.racer.jobs.report.sheet.Sheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The notebook of a report: it reads the tables beside it with nothing but the JDK. */
public final class ReportNotebook {
  private static final Set<String> PICTURED = Set.of("cost-accuracy", "risk-histogram");

  private static final String READING =
      """
      import java.nio.file.*;
      import java.util.*;
      import java.util.stream.*;

      Path tables = Path.of("%s");

      /** One line of a CSV file; quotes are doubled inside quotes. No field here spans lines. */
      List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
          char c = line.charAt(i);
          if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
            field.append('"');
            i++;
          } else if (c == '"') {
            quoted = !quoted;
          } else if (c == ',' && !quoted) {
            fields.add(field.toString());
            field.setLength(0);
          } else {
            field.append(c);
          }
        }
        fields.add(field.toString());
        return fields;
      }

      /** The rows of a table, each a map from column to text. */
      List<Map<String, String>> read(String table) throws Exception {
        List<String> lines = Files.readAllLines(tables.resolve(table + ".csv"));
        List<String> head = fields(lines.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
          List<String> values = fields(line);
          Map<String, String> row = new LinkedHashMap<>();
          for (int i = 0; i < head.size(); i++) {
            row.put(head.get(i), values.get(i));
          }
          rows.add(row);
        }
        return rows;
      }

      /** A share in percent; a dash for nothing. */
      String percent(String share) {
        return share.isEmpty() ? "-" : String.format(Locale.ROOT, "%%.1f %%%%", 100 * Double.parseDouble(share));
      }

      /** A number with two decimals; a dash for nothing. */
      String decimal(String number) {
        return number.isEmpty() ? "-" : String.format(Locale.ROOT, "%%.2f", Double.parseDouble(number));
      }

      /** Prints rows in columns; the first row is the heading. */
      void print(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        }
        for (List<String> row : rows) {
          StringBuilder line = new StringBuilder();
          for (int i = 0; i < columns; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
          }
          System.out.println(line.toString().stripTrailing());
        }
      }
      """;

  private static final String GLANCE =
      """
      List<List<String>> glance = new ArrayList<>();
      glance.add(List.of("router", "segment", "score", "promised", "seen", "models called", "calls saved", "accuracy", "over top-1", "over full pool"));
      for (Map<String, String> row : read("glance")) {
        glance.add(List.of(
            row.get("router"), row.get("segment"), row.get("nonconformity"), percent(row.get("promised")),
            percent(row.get("risk_mean")), decimal(row.get("set_size_mean")), percent(row.get("calls_saved")),
            percent(row.get("accuracy_mean")), percent(row.get("over_top_1_mean")), percent(row.get("over_full_pool_mean"))));
      }
      print(glance);
      """;

  private static final String RISK =
      """
      List<Map<String, String>> risk = read("risk");
      List<String> levels = risk.stream().map(row -> row.get("risk_level")).distinct().toList();
      Map<List<String>, Map<String, String>> means = new LinkedHashMap<>();
      for (Map<String, String> row : risk) {
        means.computeIfAbsent(List.of(row.get("router"), row.get("segment"), row.get("nonconformity")), key -> new HashMap<>())
            .put(row.get("risk_level"), percent(row.get("risk_mean")));
      }
      List<List<String>> sweep = new ArrayList<>();
      sweep.add(Stream.concat(Stream.of("router", "segment", "score"), levels.stream()).toList());
      means.forEach((key, byLevel) ->
          sweep.add(Stream.concat(key.stream(), levels.stream().map(level -> byLevel.getOrDefault(level, "-"))).toList()));
      print(sweep);
      """;

  private static final String CHECKS =
      """
      Map<String, Integer> verdicts = new TreeMap<>();
      double largest = 0;
      for (Map<String, String> row : risk) {
        verdicts.merge(row.get("verdict"), 1, Integer::sum);
        if (!row.get("z").isEmpty()) {
          largest = Math.max(largest, Math.abs(Double.parseDouble(row.get("z"))));
        }
      }
      System.out.println("checks: " + verdicts);
      System.out.println("largest |z|: " + decimal(String.valueOf(largest)));
      """;

  private static final String ACCURACY =
      """
      List<List<String>> accuracy = new ArrayList<>();
      accuracy.add(List.of("router", "answers by", "segment", "accuracy", "sd", "calls"));
      for (Map<String, String> row : read("accuracy")) {
        if (row.get("segment").equals("all")) {
          accuracy.add(List.of(
              row.get("router"), row.get("name"), row.get("segment"), percent(row.get("accuracy_mean")),
              percent(row.get("accuracy_sd")), decimal(row.get("calls_mean"))));
        }
      }
      print(accuracy);
      """;

  private static final String SHIFT =
      """
      List<List<String>> shift = new ArrayList<>();
      shift.add(List.of("split", "router", "segment", "score", "promised", "seen", "expected from", "to", "verdict"));
      for (Map<String, String> row : read("shift")) {
        shift.add(List.of(
            row.get("split"), row.get("router"), row.get("segment"), row.get("nonconformity"), percent(row.get("promised")),
            percent(row.get("risk_mean")), percent(row.get("expected_low")), percent(row.get("expected_high")), row.get("verdict")));
      }
      print(shift);
      """;

  private ReportNotebook() {}

  /** The tables that it reads. */
  public static List<Sheet> tables(Report report) {
    return Stream.of(
            report.glance(),
            report.risk().sheet(),
            report.accuracy().sheet(),
            report.shift().sheet())
        .toList();
  }

  /** The figures that it shows. */
  public static List<Figure> pictures(Report report) {
    return pictured(report).stream().flatMap(group -> shown(group).stream()).toList();
  }

  /** Of the first router alone: pictures are most of a notebook's size. */
  private static List<Figure> shown(FigureGroup group) {
    return group.figures().stream().limit(1).toList();
  }

  private static List<FigureGroup> pictured(Report report) {
    return report.figures().stream().filter(group -> PICTURED.contains(group.id())).toList();
  }

  /**
   * Its cells, not yet run.
   *
   * @param folder name of the folder of the tables beside the notebook
   * @param pictures PNG of {@link #pictures} by the ids of their plots and {@code .png}; may be
   *     empty
   */
  public static List<Cell> cells(Report report, String folder, Map<String, byte[]> pictures) {
    List<Cell> cells = new ArrayList<>();
    cells.add(
        prose(
            """
            # An evaluation of RACER, from its tables

            Written by `racer report --notebook`; nothing here is edited by hand. The cells read the CSV files in `%s`
            with nothing but the JDK: any kernel of Java 17 runs them, or `jshell`. The outputs are what they printed when the
            notebook was written.
            """
                .formatted(folder)));
    cells.add(Cell.Code.of(READING.formatted(folder).strip()));
    if (!report.shift().sheet().rows().isEmpty()) {
      cells.add(
          prose(
              """
              ## Other days, other sources

              What was seen where calibration and test queries differ by day or by source: the only rows here that say something
              about the data. The range is where nineteen of twenty risks lie if the queries are of the same kind.
              """));
      cells.add(Cell.Code.of(SHIFT.strip()));
    }
    cells.add(
        prose(
            """
            ## At a glance

            For every router, segment and score, at one risk level: promised, seen, spent and gained, means over trials. A dash
            stands where there was nothing to measure.
            """));
    cells.add(Cell.Code.of(GLANCE.strip()));
    cells.add(
        prose(
            """
            ## Risk at every level

            Mean share of test queries that were missed.
            """));
    cells.add(Cell.Code.of(RISK.strip()));
    cells.add(
        prose(
            """
            The check compares the misses of all trials with their exact reference, the beta-binomial distribution of each
            trial's own counts. On random splits it must pass whatever the data: it checks the implementation.
            """));
    cells.add(Cell.Code.of(CHECKS.strip()));
    cells.add(
        prose(
            """
            ## Accuracy on all queries

            Candidates, routers, votes over the full pool, and RACER with what its validation queries chose.
            """));
    cells.add(Cell.Code.of(ACCURACY.strip()));
    for (FigureGroup group : pictured(report)) {
      for (Figure figure : shown(group)) {
        String name = figure.plot().id() + ".png";
        if (pictures.containsKey(name)) {
          cells.add(
              new Cell.Prose(
                  "## %s\n\n![%s](attachment:%s)\n\n%s"
                      .formatted(
                          figure.plot().title(),
                          figure.plot().description(),
                          name,
                          group.caption()),
                  Map.of(name, pictures.get(name))));
        }
      }
    }
    return List.copyOf(cells);
  }

  private static Cell prose(String source) {
    return new Cell.Prose(source.strip(), Map.of());
  }
}
