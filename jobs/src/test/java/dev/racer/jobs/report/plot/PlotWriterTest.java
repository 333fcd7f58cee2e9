package dev.racer.jobs.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.report.plot.HistogramPanel.Bar;
import dev.racer.jobs.report.plot.HistogramPanel.Bars;
import dev.racer.jobs.report.plot.Key.Shape;
import dev.racer.jobs.report.plot.LinePanel.Guide;
import dev.racer.jobs.report.plot.LinePanel.Point;
import dev.racer.jobs.report.plot.LinePanel.Series;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotWriterTest {
  private static final Plot PLOT =
      new Plot(
          "risk",
          "Risk of <b> & co",
          "What was seen.",
          List.of(new Key(Shape.LINE, Style.ofSeries(0), "\"one\"")),
          List.of(lines(), histogram(), heatmap(), intervals()));

  private static Panel lines() {
    return new LinePanel(
        "all",
        Axis.over("risk level", Unit.PERCENT, 0, 0.5),
        Axis.over("risk", Unit.PERCENT, 0, 0.5),
        List.of(new Guide(Style.REFERENCE, 1.5, List.of(0.0, 0.0, 0.5, 0.5))),
        List.of(
            Series.line(
                Style.ofSeries(0),
                List.of(new Point(0.1, 0.2, 0.01, 0, "a < b"), new Point(0.5, 0.5, 0, 1, "b"))),
            Series.points(Style.ofSeries(1), List.of(new Point(0, 0, 0, 2, "c")))));
  }

  private static Panel histogram() {
    return new HistogramPanel(
        "all",
        Axis.exactly("risk", Unit.PERCENT, 0, 0.2),
        Axis.over("in each bin", Unit.TRIALS, 0, 10),
        0.1,
        List.of(new Bars(Style.ofSeries(0), List.of(new Bar(0.1, 5, 3, "d")))),
        List.of(new HistogramPanel.Step(0, 2), new HistogramPanel.Step(0.1, 4)),
        OptionalDouble.of(0.1));
  }

  private static Panel heatmap() {
    return new HeatmapPanel(
        "all",
        List.of("0.1", "0.2"),
        "risk level",
        List.of("majority", "weighted by something long"),
        List.of(new HeatmapPanel.Cell(1, 0, 7, "7", 4, "e")),
        10);
  }

  private static Panel intervals() {
    return new IntervalPanel(
        "by date",
        Axis.over("risk", Unit.PERCENT, 0, 0.2),
        List.of(
            new IntervalPanel.Line(
                "all",
                OptionalDouble.of(0.05),
                OptionalDouble.of(0.15),
                0.1,
                OptionalDouble.of(0.2),
                Style.ofSeries(1),
                5,
                "f")));
  }

  @Test
  void aFileIsADocumentWithItsOwnColours() throws Exception {
    String file = PlotWriter.file(PLOT);

    Document svg = parse(file);
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg.getDocumentElement().getAttribute("xmlns"))
        .isEqualTo("http://www.w3.org/2000/svg");
    assertThat(file).contains(Ink.BLUE.light()).doesNotContain("class=", "var(", "href");
  }

  @Test
  void aChartOfAPageIsColouredByClassesAlone() throws Exception {
    for (int i = 0; i < PLOT.panels().size(); i++) {
      String panel = PlotWriter.panel(PLOT, i);

      assertThat(panel).contains("class=\"").doesNotContain("#");
      assertThat(parse(panel).getDocumentElement().getAttribute("id")).isEmpty();
    }
    assertThat(Paint.styleSheet()).contains(".fill-blue{fill:var(--blue)}");
    assertThat(Paint.lightVariables()).contains("--blue:#0072b2;");
  }

  @Test
  void chartsAreNamedAndDescribedForWhoDoesNotSeeThem() throws Exception {
    for (int i = 0; i < PLOT.panels().size(); i++) {
      Element svg = parse(PlotWriter.panel(PLOT, i)).getDocumentElement();

      assertThat(svg.getAttribute("role")).isEqualTo("img");
      assertThat(svg.getAttribute("aria-labelledby"))
          .isEqualTo("risk-%1$d-title risk-%1$d-desc".formatted(i));
      assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo("Risk of <b> & co: " + PLOT.panels().get(i).title());
      assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
          .isEqualTo("What was seen.");
    }
  }

  @Test
  void everyMarkTellsItsRow() throws Exception {
    List<String> rows = new ArrayList<>();
    List<String> tips = new ArrayList<>();
    for (int i = 0; i < PLOT.panels().size(); i++) {
      var groups = parse(PlotWriter.panel(PLOT, i)).getElementsByTagName("g");
      for (int j = 0; j < groups.getLength(); j++) {
        Element group = (Element) groups.item(j);
        rows.add(group.getAttribute("data-row"));
        tips.add(group.getElementsByTagName("title").item(0).getTextContent());
      }
    }

    assertThat(rows).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(tips).containsExactly("a < b", "b", "c", "d", "e", "f");
  }

  @Test
  void pointsLieWhereTheirNumbersAre() throws Exception {
    Element svg = parse(PlotWriter.panel(PLOT, 0)).getDocumentElement();
    List<Element> ticks = new ArrayList<>();
    var lines = svg.getElementsByTagName("line");
    for (int i = 0; i < lines.getLength(); i++) {
      Element line = (Element) lines.item(i);
      if (line.getAttribute("x1").equals(line.getAttribute("x2"))) {
        ticks.add(line);
      }
    }
    Element first = (Element) svg.getElementsByTagName("circle").item(0);

    assertThat(ticks).hasSize(6); // 0, 10 ... 50 %
    assertThat(first.getAttribute("cx")).isEqualTo(ticks.get(1).getAttribute("x1"));
  }

  private static Document parse(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
