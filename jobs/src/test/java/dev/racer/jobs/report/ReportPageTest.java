package dev.racer.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.spark.testing.LocalSpark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Whether the page says what its tables say. */
@ExtendWith(LocalSpark.class)
class ReportPageTest {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<sign>[+−-]?)(?<digits>[0-9][0-9,]*(\\.(?<decimals>[0-9]+))?)\\s?(?<unit>%|pp)?");

  /** Names that hold a digit and are no numbers. */
  private static final Pattern FIXED = Pattern.compile("top-1|Table [12] of the paper");

  @TempDir private static Path folder;
  private static Path output;
  private static Document page;
  private static final Map<String, List<Map<String, String>>> TABLES = new HashMap<>();

  @BeforeAll
  static void report(SparkSession spark) throws Exception {
    output = folder.resolve("report");
    Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS);
    Simulated.report(spark, folder, output);
    page = parse(output.resolve("report.html"));
    try (var files = Files.list(output.resolve("tables"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).toList()) {
        String name = file.getFileName().toString();
        TABLES.put(name.substring(0, name.length() - 4), CsvFile.rows(file));
      }
    }
  }

  @Test
  void everyMarkedNumberIsTheCellThatItSaysItIs() {
    List<Element> cells = elements(page.getDocumentElement(), "data-cell");

    Set<String> tables = new HashSet<>();
    for (Element cell : cells) {
      String[] address = cell.getAttribute("data-cell").split(":", -1);
      String exact = TABLES.get(address[0]).get(Integer.parseInt(address[1])).get(address[2]);
      String unit = cell.getAttribute("data-unit");
      String written = cell.getTextContent() + (unit.isEmpty() ? "" : " " + unit);
      assertThat(says(written, exact)).as("%s is written '%s'", exact, written).isTrue();
      tables.add(address[0]);
    }
    assertThat(cells).hasSizeGreaterThan(3000);
    assertThat(tables).containsAll(TABLES.keySet().stream().filter(t -> !hidden(t)).toList());
  }

  /** The summary of every cell is a file alone. */
  private static boolean hidden(String table) {
    return table.equals("evaluation_summary");
  }

  @Test
  void noNumberStandsOutsideMarkedCells() {
    StringBuilder text = new StringBuilder();
    collect(page.getDocumentElement(), text);

    String rest = FIXED.matcher(text).replaceAll("");
    assertThat(Pattern.compile(".{0,30}[0-9].{0,30}").matcher(rest).results())
        .extracting(java.util.regex.MatchResult::group)
        .isEmpty();
    assertThat(rest).contains("pp");
  }

  @Test
  void everyMarkOfAChartTellsTheRowThatItSaysItIs() {
    int marks = 0;
    for (Element panels : elements(page.getDocumentElement(), "data-sheet")) {
      List<Map<String, String>> table = TABLES.get(panels.getAttribute("data-sheet"));
      for (Element mark : elements(panels, "data-row")) {
        Map<String, String> row = table.get(Integer.parseInt(mark.getAttribute("data-row")));
        String tip = mark.getElementsByTagName("title").item(0).getTextContent();
        for (String part : tip.split("; ", -1)) {
          assertThat(row.values().stream().anyMatch(exact -> ends(part, exact)))
              .as("'%s' in %s", part, row)
              .isTrue();
        }
        marks++;
      }
    }
    assertThat(marks).isGreaterThan(500);
  }

  @Test
  void cellsOfHeatmapsShowTheirNumbers() {
    int cells = 0;
    for (Element panels : elements(page.getDocumentElement(), "data-sheet")) {
      String sheet = panels.getAttribute("data-sheet");
      if (sheet.startsWith("selection-")) {
        for (Element mark : elements(panels, "data-row")) {
          int row = Integer.parseInt(mark.getAttribute("data-row"));
          String shown = mark.getElementsByTagName("text").item(0).getTextContent();
          assertThat(shown).isEqualTo(TABLES.get(sheet).get(row).get("trials"));
          cells++;
        }
      }
    }
    assertThat(cells).isPositive();
  }

  @Test
  void nothingIsLoadedAndNothingRuns() throws Exception {
    String html = Files.readString(output.resolve("report.html"));

    assertThat(html).contains("default-src 'none'").doesNotContain("<script", "<img", "@import");
    assertThat(html).doesNotContainPattern("(src|href)=\"(https?:)?//");
    assertThat(html).doesNotContainPattern("url\\(");
  }

  @Test
  void linksLeadToFilesAndAnchorsThatAreThere() {
    for (Element link : elements(page.getDocumentElement(), "href")) {
      String target = link.getAttribute("href");
      if (target.startsWith("#")) {
        assertThat(ids()).contains(target.substring(1));
      } else {
        assertThat(output.resolve(target)).isRegularFile();
      }
    }
  }

  @Test
  void whatIsNamedOnceIsThereOnce() {
    assertThat(ids()).doesNotHaveDuplicates().contains("main", "shift", "glance", "worries");
  }

  @Test
  void thePageCanBeReadWithoutSeeingIt() {
    assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
    NodeList graphics = page.getElementsByTagName("svg");
    for (int i = 0; i < graphics.getLength(); i++) {
      Element svg = (Element) graphics.item(i);
      boolean isHidden = svg.getAttribute("aria-hidden").equals("true");
      assertThat(isHidden || !svg.getAttribute("aria-labelledby").isEmpty()).isTrue();
    }
    NodeList tables = page.getElementsByTagName("table");
    for (int i = 0; i < tables.getLength(); i++) {
      assertThat(((Element) tables.item(i)).getElementsByTagName("th").getLength()).isPositive();
    }
    for (Element scroll : elements(page.getDocumentElement(), "tabindex")) {
      assertThat(scroll.getAttribute("aria-label")).isNotBlank(); // keyboards scroll it
    }
  }

  @Test
  void otherDaysComeFirstAndTheirFailureIsAnAlarm() throws Exception {
    String html = Files.readString(output.resolve("report.html"));

    assertThat(html.indexOf("<section id=\"shift\">"))
        .isPositive()
        .isLessThan(html.indexOf("<section id=\"glance\">"));
    assertThat(html)
        .contains("<p class=\"banner alarm\">✗ Where calibration and test queries differ")
        .contains("<p class=\"banner alarm\">✗ Models are right more or less often there");
  }

  @Test
  void worriesAreInPlainWords() {
    StringBuilder text = new StringBuilder();
    collect(page.getDocumentElement(), text);

    assertThat(text)
        .contains("null model hides misses", "few queries", "ties", "infeasible", "models change")
        .contains("decided by noise", "Confidences are judged by");
  }

  private static boolean ends(String told, String exact) {
    if (exact.isEmpty()) {
      return false;
    }
    String part = told.replace('\u00a0', ' ');
    if (part.endsWith(" " + exact)) {
      return true;
    }
    Matcher number = Pattern.compile("(?:^|.* )(" + NUMBER.pattern() + ")$").matcher(part);
    return (number.matches() && says(number.group(1), exact))
        || (part.endsWith("< 0.0001") && says("< 0.0001", exact));
  }

  /** Whether a text is a value, rounded to the digits that it has. */
  private static boolean says(String written, String exact) {
    String text = written.replace('\u00a0', ' ').strip();
    if (text.equals(exact) || (text.equals("–") && exact.isEmpty())) {
      return true;
    }
    double value;
    try {
      value = Double.parseDouble(exact);
    } catch (NumberFormatException e) {
      return false; // words must be the same
    }
    if (text.startsWith("< ")) {
      return value < Double.parseDouble(text.substring(2));
    }
    Matcher number = NUMBER.matcher(text);
    if (!number.matches()) {
      return false;
    }
    double scale = number.group("unit") == null ? 1 : 100;
    String decimals = number.group("decimals");
    double digit = Math.pow(10, decimals == null ? 0 : -decimals.length());
    double shown = Double.parseDouble(number.group("digits").replace(",", ""));
    double signed =
        number.group("sign").isEmpty() || number.group("sign").equals("+") ? shown : -shown;
    boolean isRounded = Math.abs(signed - value * scale) <= digit / 2 * (1 + 1e-9);
    boolean isPlain = number.group("unit") == null && Math.abs(signed / value - 1) < 5.1e-4;
    return isRounded || isPlain;
  }

  /** The text that is no cell, no name, no chart and no style. */
  private static void collect(Node node, StringBuilder text) {
    if (node instanceof Element element) {
      boolean isLeftOut =
          element.hasAttribute("data-cell")
              || Set.of("bdi", "svg", "style").contains(element.getTagName());
      if (isLeftOut) {
        return;
      }
    }
    if (node.getNodeType() == Node.TEXT_NODE) {
      text.append(node.getTextContent()).append(' ');
    }
    NodeList children = node.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      collect(children.item(i), text);
    }
  }

  private static List<String> ids() {
    return elements(page.getDocumentElement(), "id").stream()
        .map(element -> element.getAttribute("id"))
        .toList();
  }

  private static List<Element> elements(Element root, String attribute) {
    List<Element> found = new ArrayList<>();
    NodeList all = root.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      if (element.hasAttribute(attribute)) {
        found.add(element);
      }
    }
    return found;
  }

  private static Document parse(Path file) throws Exception {
    String html = Files.readString(file, StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(
            new org.xml.sax.InputSource(
                new java.io.StringReader(html.replace("<!DOCTYPE html>\n", ""))));
  }
}
