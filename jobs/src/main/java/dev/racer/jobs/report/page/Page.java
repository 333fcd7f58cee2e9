package dev.racer.jobs.report.page;

import dev.racer.jobs.report.figure.Figure;
import dev.racer.jobs.report.figure.FigureGroup;
import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.figure.Report.RouterGlance;
import dev.racer.jobs.report.figure.Report.SegmentGlance;
import dev.racer.jobs.report.figure.Report.ShiftEvidence;
import dev.racer.jobs.report.figure.Worry;
import dev.racer.jobs.report.plot.Key;
import dev.racer.jobs.report.plot.PlotWriter;
import dev.racer.jobs.report.plot.Xml;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lays out a report as a page. */
public final class Page {
  private final Report report;
  private final List<String> plotEndings;
  private final Html html = new Html();

  private Page(Report report, List<String> plotEndings) {
    this.report = report;
    this.plotEndings = plotEndings;
  }

  /**
   * The page of a report: the same bytes for the same report.
   *
   * @param report what to show
   * @param plotEndings endings of the files that plots are beside the page as, such as {@code svg}
   */
  public static String of(Report report, List<String> plotEndings) {
    Page page = new Page(report, List.copyOf(plotEndings));
    page.write();
    return page.html.toString();
  }

  private void write() {
    String publication = report.run().written(0, "value");
    html.raw(PageHead.of("RACER evaluation of " + publication))
        .raw(
            "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<h1>Evaluation of ")
        .text(Text.cell(report.run(), 0, "value"))
        .raw(" <small>run ")
        .text(Text.cell(report.run(), 1, "value"))
        .raw("</small></h1>\n");
    navigation();
    html.raw("</header>\n<main id=\"main\">\n");
    shift();
    new GlanceSection(report).write(html);
    worries();
    if (!report.shift().changes().figures().isEmpty()) {
      figures(report.shift().changes());
    }
    tables();
    report.figures().forEach(this::figures);
    provenance();
    html.raw("</main>\n</body>\n</html>\n");
  }

  private void navigation() {
    Map<String, String> links = new LinkedHashMap<>();
    links.put("shift", "Other data");
    links.put("glance", "Glance");
    links.put("worries", "Worries");
    if (!report.shift().changes().figures().isEmpty()) {
      links.put(report.shift().changes().id(), report.shift().changes().label());
    }
    links.put("accuracy", "Accuracy");
    links.put("risk", "Risk");
    report.figures().forEach(group -> links.put(group.id(), group.label()));
    links.put("provenance", "Run");
    html.raw("<nav aria-label=\"Sections\"><ul>");
    links.forEach(
        (id, title) -> html.raw("<li><a href=\"#" + id + "\">").words(title).raw("</a></li>"));
    html.raw("</ul></nav>\n");
  }

  private void shift() {
    html.raw("<section id=\"shift\">\n<h2>Other days, other sources</h2>\n");
    int rows = report.shift().sheet().rows().size();
    if (rows == 0) {
      banner(
          "caution",
          "Not evaluated. Random splits of one lake check the implementation, whatever the data;"
              + " whether the promise carries over to other data, a split by date or by source shows.");
      html.raw("</section>\n");
      return;
    }
    ShiftEvidence shift = report.shift();
    if (shift.seen() == 0) {
      banner("caution", "Nothing was seen: one side of the split has no queries.");
    } else if (shift.failed() > 0) {
      banner(
          "alarm",
          "✗ Where calibration and test queries differ by day or source, risk is not as promised"
              + (shift.failed() < shift.seen() ? " everywhere." : "."));
    } else {
      banner(
          "fine",
          "✓ Where calibration and test queries differ by day or source, risk is within what chance"
              + " allows.");
    }
    if (shift.changed() > 0) {
      banner(
          "alarm",
          "✗ Models are right more or less often there than where they calibrated, by more than"
              + " chance: see Changes.");
    }
    for (Text design : shift.designs()) {
      html.raw("<p class=\"note\">").text(design).raw("</p>\n");
    }
    report.shift().figure().ifPresent(this::figure);
    html.raw("</section>\n");
  }

  private void banner(String style, String words) {
    html.raw("<p class=\"banner " + style + "\">").words(words).raw("</p>\n");
  }

  private void worries() {
    html.raw("<section id=\"worries\">\n<h2>What to worry about</h2>\n");
    boolean isAny = false;
    for (RouterGlance router : report.routers()) {
      if (router.segments().stream().allMatch(segment -> segment.worries().isEmpty())) {
        continue;
      }
      isAny = true;
      html.raw("<h3>Router ").text(Text.name(router.router())).raw("</h3>\n<dl>\n");
      for (Worry.Kind kind : Worry.Kind.values()) {
        worries(router, kind);
      }
      html.raw("</dl>\n");
    }
    if (!isAny) {
      html.raw("<p>Nothing that a look at the numbers finds.</p>\n");
    }
    html.raw("</section>\n");
  }

  private void worries(RouterGlance router, Worry.Kind kind) {
    boolean isFirst = true;
    for (SegmentGlance segment : router.segments()) {
      for (Worry worry : segment.worries()) {
        if (worry.kind() != kind) {
          continue;
        }
        if (isFirst) {
          html.raw("<dt class=\"" + GlanceSection.style(kind) + "\">").words(kind.label());
          html.raw("</dt>\n<dd>").words(kind.explanation()).raw("</dd>\n");
          isFirst = false;
        }
        html.raw("<dd class=\"case\">").text(Text.name(segment.name())).words(": ");
        html.text(worry.numbers()).raw("</dd>\n");
      }
    }
  }

  private void tables() {
    html.raw("<section id=\"accuracy\">\n<h2>Accuracy</h2>\n");
    laid(report.accuracy());
    if (report.differences().view().isEmpty()) {
      html.raw("<p class=\"note\">")
          .words(
              "RACER, its gains and votes are missing: "
                  + (report.hasAnswers()
                      ? "the run chose nothing on validation queries."
                      : "the outcomes of this lake hold no answers, so there is nothing to vote on."))
          .raw("</p>\n");
    } else {
      laid(report.differences());
    }
    if (!report.chosen().view().isEmpty()) {
      laid(report.chosen());
    }
    html.raw("</section>\n<section id=\"risk\">\n<h2>Risk</h2>\n");
    laid(report.risk());
    html.table(View.of(report.checks()));
    html.raw("<p class=\"note\">")
        .words(
            "The check of random splits is one of the implementation: it must pass on any data. Cells"
                + " are not checked where the reference does not hold, as with queries of several"
                + " segments in different shares.")
        .raw("</p>\n");
    if (!report.withoutThreshold().rows().isEmpty()) {
      details(report.withoutThreshold().title(), report.withoutThreshold());
    }
    html.raw("</section>\n");
  }

  private void laid(Report.Laid laid) {
    html.table(laid.view());
    html.raw("<p class=\"note\">").text(laid.view().note()).words(" ");
    link("tables/" + laid.sheet().id() + ".csv", "CSV");
    html.words(" ");
    link("tables/" + laid.sheet().id() + ".md", "Markdown");
    html.raw("</p>\n");
  }

  private void figures(FigureGroup group) {
    html.raw("<section id=\"" + Xml.escape(group.id()) + "\">\n<h2>").words(group.title());
    html.raw("</h2>\n<p class=\"note\">").words(group.caption()).raw("</p>\n");
    group.figures().forEach(this::figure);
    html.raw("</section>\n");
  }

  private void figure(Figure figure) {
    String id = figure.plot().id();
    html.raw("<figure>\n");
    if (!figure.heading().isEmpty()) {
      html.raw("<h3>").text(Text.name(figure.heading())).raw("</h3>\n");
    }
    if (!figure.plot().keys().isEmpty()) {
      html.raw("<ul class=\"keys\">");
      for (Key key : figure.plot().keys()) {
        html.raw("<li>").raw(PlotWriter.swatch(key)).words(" " + key.text()).raw("</li>");
      }
      html.raw("</ul>\n");
    }
    int panels = figure.plot().panels().size();
    boolean inThrees = panels > 4 && (3 - panels % 3) % 3 < (4 - panels % 4) % 4;
    html.raw(
        "<div class=\"panels"
            + (inThrees ? " threes" : "")
            + "\" data-sheet=\""
            + Xml.escape(figure.sheet().id())
            + "\">\n");
    for (int i = 0; i < figure.plot().panels().size(); i++) {
      html.raw(PlotWriter.panel(figure.plot(), i));
    }
    html.raw("</div>\n<details><summary>The numbers</summary>\n");
    html.table(View.of(figure.sheet()));
    html.raw("</details>\n<p class=\"files\">Files: ");
    for (String ending : plotEndings) {
      link("plots/" + id + "." + ending, ending.toUpperCase(Locale.ROOT));
      html.words(" ");
    }
    link("tables/" + figure.sheet().id() + ".csv", "CSV");
    html.raw("</p>\n</figure>\n");
  }

  private void provenance() {
    html.raw("<section id=\"provenance\">\n<h2>Where it comes from</h2>\n");
    if (report.hiddenSegments() > 0) {
      html.raw("<p class=\"note\">")
          .words("Only the largest segments are shown; the summary of all of them is in ")
          .raw("<code>tables/evaluation_summary.csv</code>.</p>\n");
    }
    html.table(View.of(report.run()));
    details("Configuration of the run", report.config());
    html.raw("<p class=\"note\">Every number on this page is a cell of a file in ")
        .raw("<code>tables</code>, where it has all its digits; the summary of every cell is ");
    link("tables/evaluation_summary.csv", "evaluation_summary.csv");
    html.words(".").raw("</p>\n</section>\n");
  }

  private void details(String title, Sheet sheet) {
    html.raw("<details><summary>").words(title).raw("</summary>\n");
    html.table(View.of(sheet)).raw("</details>\n");
  }

  private void link(String file, String name) {
    html.raw("<a href=\"" + Xml.escape(file) + "\">").words(name).raw("</a>");
  }
}
