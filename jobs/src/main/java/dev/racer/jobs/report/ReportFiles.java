package dev.racer.jobs.report;

import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.figure.Figure;
import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.page.Page;
import dev.racer.jobs.report.plot.PlotWriter;
import dev.racer.jobs.report.sheet.Csv;
import dev.racer.jobs.report.sheet.Markdown;
import java.util.List;

/** The files of a report. */
final class ReportFiles {
  /** The page. */
  static final String PAGE = "report.html";

  private ReportFiles() {}

  /** Adds the page, the plots and the tables to a folder. */
  static void add(Report report, Images images, ReplacedFolder folder) {
    folder.add(
        PAGE, Page.of(report, images == Images.ALL ? List.of("svg", "png") : List.of("svg")));
    report.sheets().forEach((id, sheet) -> folder.add("tables/" + id + ".csv", Csv.of(sheet)));
    report.views().forEach((id, view) -> folder.add("tables/" + id + ".md", Markdown.of(view)));
    for (Figure figure : report.plots()) {
      String svg = PlotWriter.file(figure.plot());
      folder.add("plots/" + figure.plot().id() + ".svg", svg);
      if (images == Images.ALL) {
        String name = "plots/" + figure.plot().id() + ".png";
        folder.add(name, Rasterizer.png(svg, name));
      }
    }
  }
}
