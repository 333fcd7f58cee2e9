package dev.racer.jobs.report.page;

import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.figure.Report.RouterGlance;
import dev.racer.jobs.report.figure.Report.SegmentGlance;
import dev.racer.jobs.report.figure.Worry;
import dev.racer.jobs.report.plot.Strip;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.Method;
import java.util.OptionalDouble;

/** The first screen: for every router and segment what is promised, seen, spent and gained. */
final class GlanceSection {
  private final Report report;
  private final Sheet sheet;
  private final double mostRisk;
  private final double mostGain;

  GlanceSection(Report report) {
    this.report = report;
    this.sheet = report.glance();
    double risk = 1e-9;
    double gain = 0.01;
    for (int row = 0; row < sheet.rows().size(); row++) {
      risk = Math.max(risk, 2 * real(row, "promised").orElse(0));
      risk = Math.max(risk, real(row, "risk_mean").orElse(0) + real(row, "risk_sd").orElse(0));
      gain = Math.max(gain, Math.abs(real(row, "over_top_1_mean").orElse(0)));
      gain = Math.max(gain, Math.abs(real(row, "over_full_pool_mean").orElse(0)));
    }
    this.mostRisk = risk;
    this.mostGain = gain;
  }

  /** Writes the section. */
  void write(Html html) {
    html.raw("<section id=\"glance\">\n<h2>At a glance</h2>\n");
    report.routers().stream()
        .findFirst()
        .filter(router -> !router.segments().isEmpty())
        .ifPresent(router -> promise(html, router.method(), router.segments().get(0).row()));
    for (RouterGlance router : report.routers()) {
      write(html, router);
    }
    html.raw("<p class=\"note\">");
    html.words(
        "The upright line is the promise, the pale box what is to be expected of a trial, the point"
            + " what was seen, all ± one standard deviation between trials. pp: percentage points.");
    if (!report.hasAnswers()) {
      html.words(" There is no accuracy: the outcomes of this lake hold no answers to vote on.");
    }
    html.raw("</p>\n</section>\n");
  }

  private void promise(Html html, Method method, int row) {
    boolean ofAll = method.riskTarget().equals(RiskTarget.MISROUTING.key());
    Text text =
        Text.words("Promised: at most ")
            .and(sheet, row, "promised")
            .and(
                ofAll
                    ? " of all queries get a set in which no model is right, unless no model of the"
                        + " pool is and the null model says so"
                    : " of the queries that some model answers get a set in which no model is right")
            .and(
                method.guarantee().equals(Guarantee.EXPECTED.key())
                    ? ", on average over calibrations."
                    : ", for most calibrations (guarantee pac).");
    html.raw("<p class=\"promise\">").text(text).raw("</p>\n");
  }

  private void write(Html html, RouterGlance router) {
    if (router.segments().isEmpty()) {
      return;
    }
    int first = router.segments().get(0).row();
    html.raw("<h3>Router ")
        .text(Text.name(router.router()))
        .raw(" <small>score ")
        .text(Text.cell(sheet, first, "nonconformity"))
        .words(", normalization ")
        .text(Text.cell(sheet, first, "normalization"))
        .words(", null model ")
        .text(Text.cell(sheet, first, "null_score"))
        .raw("</small></h3>\n");
    html.raw("<table class=\"glance\">\n<thead><tr>");
    for (String head :
        new String[] {"queries", "promised", "seen", "models called", "accuracy", "worries"}) {
      html.raw("<th scope=\"col\">").words(head).raw("</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    router.segments().forEach(segment -> write(html, segment));
    html.raw("</tbody>\n</table>\n");
  }

  private void write(Html html, SegmentGlance segment) {
    int row = segment.row();
    html.raw("<tr>\n<th scope=\"row\">")
        .text(Text.name(segment.name()))
        .raw("<small>")
        .text(Text.cell(sheet, row, "n_test_mean").and(" test queries"))
        .raw("</small></th>\n");
    html.raw("<td data-head=\"promised\"><div><span class=\"big\">≤ ")
        .text(Text.cell(sheet, row, "promised"))
        .raw("</span></div></td>\n");
    seen(html, row);
    calls(html, row);
    accuracy(html, row);
    html.raw("<td data-head=\"worries\"><div>");
    if (segment.worries().isEmpty()) {
      html.raw("<span class=\"fine\">none found</span>");
    } else {
      html.raw("<ul class=\"chips\">");
      for (Worry worry : segment.worries()) {
        String mark = worry.kind().weight() == Worry.Weight.ALARM ? "✗ " : "! ";
        html.raw("<li class=\"" + style(worry.kind()) + "\">")
            .raw("<a href=\"#worries\">")
            .words(mark)
            .text(worry.label())
            .raw("</a></li>");
      }
      html.raw("</ul>");
    }
    html.raw("</div></td>\n</tr>\n");
  }

  /** Class of what is as bad as this. */
  static String style(Worry.Kind kind) {
    return kind.weight() == Worry.Weight.ALARM ? "alarm" : "caution";
  }

  private void seen(Html html, int row) {
    html.raw("<td data-head=\"seen\"><div>");
    OptionalDouble risk = real(row, "risk_mean");
    if (risk.isEmpty()) {
      html.raw("<span class=\"big\">no threshold</span></div></td>\n");
      return;
    }
    html.raw("<span class=\"big\">").text(Text.cell(sheet, row, "risk_mean")).raw("</span>");
    if (real(row, "risk_sd").isPresent()) {
      html.words(" ± ").text(Text.cell(sheet, row, "risk_sd"));
    }
    html.raw(
        Strip.seen(
            risk.getAsDouble(),
            real(row, "risk_sd").orElse(0),
            real(row, "reference_risk_mean"),
            real(row, "reference_risk_sd").orElse(0),
            real(row, "promised").orElse(0),
            mostRisk));
    if (real(row, "reference_risk_mean").isPresent()) {
      html.raw("<small>expected ")
          .text(Text.cell(sheet, row, "reference_risk_mean"))
          .raw("</small>");
    }
    html.raw("</div></td>\n");
  }

  private void calls(Html html, int row) {
    html.raw("<td data-head=\"models called\"><div>");
    OptionalDouble size = real(row, "set_size_mean");
    OptionalDouble saved = real(row, "calls_saved");
    if (size.isEmpty()) {
      html.raw("<span class=\"big\">all</span></div></td>\n");
      return;
    }
    html.raw("<span class=\"big\">").text(Text.cell(sheet, row, "set_size_mean")).raw("</span>");
    if (saved.isPresent()) {
      html.words(" of ").text(Text.cell(sheet, row, "models"));
      html.raw(Strip.share(1 - saved.getAsDouble()));
      html.raw("<small>").text(Text.cell(sheet, row, "calls_saved")).words(" saved");
      if (real(row, "cost_saved").isPresent()) {
        html.words(", cost ").text(Text.cell(sheet, row, "cost_saved"));
      }
      html.raw("</small>");
    }
    html.raw("</div></td>\n");
  }

  private void accuracy(Html html, int row) {
    html.raw("<td data-head=\"accuracy\"><div>");
    if (real(row, "accuracy_mean").isEmpty()) {
      html.raw("<span class=\"none\">no answers</span></div></td>\n");
      return;
    }
    html.raw("<span class=\"big\">").text(Text.cell(sheet, row, "accuracy_mean")).raw("</span>");
    html.raw("<div class=\"gains\">");
    gain(html, row, "over_top_1_mean", "vs top-1");
    gain(html, row, "over_full_pool_mean", "vs full pool");
    html.raw("</div>");
    html.raw("</div></td>\n");
  }

  private void gain(Html html, int row, String column, String over) {
    real(row, column)
        .ifPresent(
            gain ->
                html.raw("<span class=\"gain\">")
                    .raw(Strip.gain(gain, mostGain))
                    .raw("<small>")
                    .text(Text.cell(sheet, row, column).and(" " + over))
                    .raw("</small></span>"));
  }

  private OptionalDouble real(int row, String column) {
    return sheet.value(row, column) instanceof Value.Real real
        ? OptionalDouble.of(real.number())
        : OptionalDouble.empty();
  }
}
