package dev.racer.jobs.nightly.report;

import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.nightly.Outlook;
import dev.racer.jobs.nightly.WindowDay;
import dev.racer.jobs.report.page.Html;
import dev.racer.jobs.report.page.PageHead;
import dev.racer.jobs.report.plot.Strip;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.View;
import dev.racer.jobs.report.sheet.View.Head;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Lays out what a night did as a page for whoever is paged: what is in force and why, what the gate
 * said, the days of the window, what changes, and when rows that wait will have a threshold. One
 * file that asks nothing of a network and runs no script.
 */
public final class NightlyPage {
  /** Name of the file beside the status. */
  public static final String FILE = "report.html";

  private static final int MOST_SEGMENTS = 15;
  private static final List<String> SECTIONS =
      List.of(
          "Outcome",
          "Gate",
          "Window",
          "Thresholds",
          "Difference",
          "Outlook",
          "Rows",
          "Run"); // each the id of its section in lower case

  private final String publication;
  private final NightlyResult night;
  private final RunStatus status;
  private final Optional<View> difference;
  private final Html html = new Html();

  private NightlyPage(String publication, NightlyResult night, Optional<View> difference) {
    this.publication = publication;
    this.night = night;
    this.status = night.status();
    this.difference = difference;
  }

  /**
   * The page of a night: the same text for the same night.
   *
   * @param publication name of the publication
   * @param night what the night did
   * @param difference what the new thresholds do to the queries of the newest day that those in
   *     force before did not; empty where they were not compared
   */
  public static String of(String publication, NightlyResult night, Optional<View> difference) {
    NightlyPage page = new NightlyPage(publication, night, difference);
    page.write();
    return page.html.toString();
  }

  private void write() {
    html.raw(PageHead.of("RACER night of " + night.days().date() + ", " + publication))
        .raw("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<h1>Night of ")
        .words(night.days().date().toString())
        .raw(" <small>publication <bdi>")
        .words(publication)
        .raw("</bdi>, run ")
        .words(status.runId())
        .raw("</small></h1>\n<nav aria-label=\"Sections\"><ul>");
    for (String title : SECTIONS) {
      html.raw("<li><a href=\"#" + title.toLowerCase(Locale.ROOT) + "\">" + title + "</a></li>");
    }
    html.raw("</ul></nav>\n</header>\n<main id=\"main\">\n");
    outcome();
    gate();
    window();
    thresholds();
    difference();
    outlook();
    rows();
    run();
    html.raw("</main>\n</body>\n</html>\n");
  }

  private void outcome() {
    section("outcome", "What is in force");
    Optional<Commit> inForce = night.inForce();
    String version =
        inForce
            .map(commit -> "version " + commit.sequence())
            .orElse("no version, for there is none");
    boolean isProtected =
        night.commit().filter(commit -> commit.kind() == CommitKind.PROTECTIVE).isPresent();
    switch (status.outcome()) {
      case PUBLISHED -> banner("fine", "✓ Published: " + version + " is in force.");
      case ALREADY_PUBLISHED ->
          banner(
              "fine",
              "✓ Published before"
                  + (night.commit().equals(inForce)
                      ? ""
                      : ", as version " + night.commit().orElseThrow().sequence())
                  + ": "
                  + version
                  + " is in force, nothing was added.");
      case REFUSED ->
          banner(
              "alarm",
              isProtected
                  ? "✗ Refused for misses: "
                      + version
                      + " protects what was in force; its sets are at least as large as before."
                  : "✗ Refused: what was in force stays, " + version + ".");
      case DRY_RUN ->
          banner("caution", "Dry run: nothing is published; in force is " + version + ".");
      case NOT_PUBLISHED ->
          banner("caution", "Not published, as was asked for; in force is " + version + ".");
      default -> banner("alarm", "✗ " + status.outcome().key() + ": in force is " + version + ".");
    }
    html.raw("<dl class=\"facts\">\n");
    status.reason().ifPresent(reason -> fact("Why", reason));
    fact("Newest day", night.days().newest() + ", tested before it entered");
    inForce.ifPresent(
        commit -> {
          fact("In force since", time(commit.committedAt().toString()));
          fact(
              "Valid until",
              commit.validUntil().map(until -> time(until.toString())).orElse("no end")
                  + (commit.pinned() ? "; pinned" : ""));
        });
    html.raw("</dl>\n");
    glance();
    html.raw("</section>\n");
  }

  /** What each router promises and costs, in one line. */
  private void glance() {
    List<PublishedThreshold> rows =
        night.served().map(NightlyPage::inForce).orElse(List.of()).stream()
            .filter(row -> row.segment().equals(SegmentName.ALL))
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    html.raw("<table class=\"glance\">\n<thead><tr>");
    for (String head : new String[] {"router", "promised", "seen", "models called", "queries"}) {
      html.raw("<th scope=\"col\">").words(head).raw("</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for (PublishedThreshold row : rows) {
      int models = night.served().orElseThrow().pool(row.router()).models().size();
      html.raw("<tr>\n<th scope=\"row\"><bdi>").words(row.router()).raw("</bdi>");
      html.raw("<small>all queries of the window</small></th>\n<td data-head=\"promised\"><div>");
      html.raw("<span class=\"big\">≤ ").words(row.riskLevel()).raw("</span></div></td>\n");
      html.raw("<td data-head=\"seen\"><div><span class=\"big\">")
          .words(row.threshold().isPresent() ? rate(row.empiricalRisk()) : "no threshold")
          .raw("</span><small>")
          .words(
              row.threshold().isPresent()
                  ? rate(row.answerableMissRate()) + " of the answerable"
                  : row.status())
          .raw("</small></div></td>\n<td data-head=\"models called\"><div>");
      double called = row.meanSetSize().orElse(models);
      html.raw("<span class=\"big\">").words(decimals(called)).raw("</span> of " + models);
      html.raw(Strip.share(models == 0 ? 0 : Math.min(1, called / models)));
      earlier(row)
          .filter(before -> !night.served().equals(night.previous()))
          .ifPresent(
              before ->
                  html.raw("<small>")
                      .words(decimals(before.meanSetSize().orElse(models)) + " before")
                      .raw("</small>"));
      html.raw("</div></td>\n<td data-head=\"queries\"><div><span class=\"big\">")
          .words(Texts.count(row.n()))
          .raw("</span><small>")
          .words(Texts.count(row.nNeeded()) + " needed at least")
          .raw("</small></div></td>\n</tr>\n");
    }
    html.raw("</tbody>\n</table>\n");
    html.raw("<p class=\"note\">")
        .words(
            "What is in force now, for all queries; seen is the share of misses among the queries that"
                + " calibrated it.")
        .raw("</p>\n");
  }

  private void gate() {
    section("gate", "What the gate said");
    List<GateVerdict> refused = status.gate().stream().filter(one -> !one.passed()).toList();
    List<GateVerdict> passed = status.gate().stream().filter(GateVerdict::passed).toList();
    if (status.gate().isEmpty()) {
      html.raw("<p>Nothing: the night ended before.</p>\n</section>\n");
      return;
    }
    if (refused.isEmpty()) {
      html.raw("<p>All ").words(Texts.count(passed.size())).words(" checks passed.").raw("</p>\n");
    } else {
      html.raw("<p class=\"verdict-refused\">")
          .words(Texts.count(refused.size()) + " of " + Texts.count(status.gate().size()))
          .words(" checks refused.")
          .raw("</p>\n");
      html.raw("<div class=\"wrap\">").table(verdicts("Refused", refused)).raw("</div>\n");
    }
    if (!passed.isEmpty()) {
      html.raw(
              "<details"
                  + (refused.isEmpty() ? " open=\"open\"" : "")
                  + "><summary>Passed</summary>")
          .raw("\n<div class=\"wrap\">")
          .table(verdicts("Passed", passed))
          .raw("</div>\n</details>\n");
    }
    html.raw("</section>\n");
  }

  private static View verdicts(String title, List<GateVerdict> verdicts) {
    return view(
        "gate",
        title,
        List.of(Head.words("Check"), Head.words("Figure"), Head.words("Limit"), Head.words("")),
        verdicts.stream()
            .map(
                one ->
                    List.of(
                        Text.name(one.name()),
                        Text.words(one.figure()),
                        Text.words(one.limit()),
                        Text.words(one.passed() ? "✓ passed" : "✗ refused")))
            .toList());
  }

  private void window() {
    section("window", "The window");
    if (night.window().isEmpty()) {
      html.raw("<p>None: the night ended before.</p>\n</section>\n");
      return;
    }
    long most = Math.max(1, night.window().stream().mapToLong(WindowDay::records).max().orElse(1));
    html.raw("<ol class=\"days\">\n");
    for (WindowDay day : night.window()) {
      long height = day.isUsed() ? Math.max(2, Math.round(100.0 * day.records() / most)) : 100;
      html.raw("<li class=\"" + day.state().key() + "\" title=\"")
          .words(day.date() + ": " + words(day.state()) + ", " + Texts.count(day.records()))
          .raw(
              " records\"><div class=\"bar\"><span style=\"height:"
                  + height
                  + "%\"></span></div><b>")
          .words(mark(day.state()))
          .raw("</b>")
          .words(day.date().getDayOfMonth() + "")
          .raw("</li>\n");
    }
    html.raw("</ol>\n<ul class=\"legend\">");
    Map<WindowDay.State, Integer> states = new EnumMap<>(WindowDay.State.class);
    night.window().forEach(day -> states.merge(day.state(), 1, Integer::sum));
    states.forEach(
        (state, days) ->
            html.raw("<li>")
                .words((mark(state) + " " + words(state)).strip() + ": " + days)
                .raw("</li>"));
    html.raw("</ul>\n<p class=\"note\">")
        .words(
            night.days().first()
                + " to "
                + night.days().newest()
                + "; a bar is as high as the day has records, all routers together: "
                + Texts.count(night.window().stream().mapToLong(WindowDay::records).sum())
                + " in the window.")
        .raw("</p>\n");
    for (String warning : night.warnings()) {
      html.raw("<p class=\"note\">").words("Warning: " + warning + ".").raw("</p>\n");
    }
    html.raw("<details><summary>The days</summary>\n<div class=\"wrap\">")
        .table(days())
        .raw("</div>\n</details>\n</section>\n");
  }

  private View days() {
    List<List<Text>> rows = new ArrayList<>();
    for (WindowDay day : night.window()) {
      rows.add(
          List.of(
              Text.words(day.date().toString()),
              Text.words(words(day.state())),
              Text.words(Texts.count(day.records())),
              Text.words(
                  day.commit()
                      .map(commit -> "number " + commit.sequence() + ", " + commit.attempt())
                      .orElse("")),
              Text.words(day.note().orElse(""))));
    }
    return view(
        "days",
        "The days of the window",
        List.of(
            Head.words("Day"),
            Head.words("Became"),
            Head.numbers("Records"),
            Head.words("Commit"),
            Head.words("Note")),
        rows);
  }

  private static String words(WindowDay.State state) {
    return switch (state) {
      case MADE -> "made in this run";
      case MADE_AGAIN -> "made again: the lake had changed";
      case KEPT -> "there before";
      case LAKE_GONE -> "there before, gone from the lake";
      case LAKE_REFUSED -> "there before; what the lake holds now was refused";
      case MISSING -> "missing";
      case REFUSED -> "refused";
      case OTHER_RECIPE -> "of another configuration";
    };
  }

  private static String mark(WindowDay.State state) {
    return switch (state) {
      case MADE -> "+";
      case MADE_AGAIN -> "↻";
      case KEPT -> "";
      case LAKE_GONE -> "∅";
      case LAKE_REFUSED -> "!";
      case MISSING -> "?";
      case REFUSED -> "✗";
      case OTHER_RECIPE -> "≠";
    };
  }

  private void thresholds() {
    section("thresholds", "Thresholds of this night");
    if (night.candidate().isEmpty()) {
      html.raw("<p>None: the night ended before, or found that it was published already.</p>\n");
      html.raw("</section>\n");
      return;
    }
    if (status.outcome() == RunOutcome.REFUSED) {
      html.raw("<p class=\"note\">")
          .words(
              night.commit().isPresent()
                  ? "Refused as a whole: in force is, row by row, what calls more models, this or the"
                      + " version before."
                  : "Refused, and not in force.")
          .raw("</p>\n");
    }
    List<PublishedThreshold> all = inForce(night.candidate().get());
    List<PublishedThreshold> largest =
        all.stream()
            .sorted(
                Comparator.comparing(PublishedThreshold::router)
                    .thenComparing(row -> -row.segmentN()))
            .toList();
    Map<String, Integer> shown = new TreeMap<>();
    html.table(
        table(
            "Rows by the policy, the largest segments of each router",
            largest.stream()
                .filter(row -> shown.merge(row.router(), 1, Integer::sum) <= MOST_SEGMENTS)
                .toList()));
    if (shown.values().stream().anyMatch(rows -> rows > MOST_SEGMENTS)) {
      html.raw("<details><summary>All ")
          .words(Texts.count(all.size()))
          .raw(" rows</summary>\n")
          .table(table("All rows by the policy", largest))
          .raw("</details>\n");
    }
    html.raw("</section>\n");
  }

  private View table(String title, List<PublishedThreshold> rows) {
    List<List<Text>> cells = new ArrayList<>();
    for (PublishedThreshold row : rows) {
      Optional<PublishedThreshold> before = earlier(row);
      cells.add(
          List.of(
              Text.name(row.router()),
              Text.name(row.segment()),
              Text.words(Texts.count(row.n())),
              row.thresholdSegment().equals(row.segment())
                  ? Text.empty()
                  : Text.name(row.thresholdSegment()),
              Text.words(threshold(row)),
              Text.words(before.map(NightlyPage::threshold).orElse("")),
              Text.words(rate(row.empiricalRisk())),
              Text.words(rate(row.answerableMissRate())),
              Text.words(Texts.decimals(row.meanSetSize(), 2)),
              Text.words(
                  before.map(PublishedThreshold::meanSetSize).map(NightlyPage::size).orElse("")),
              Text.words(rate(row.abstentionRate()))));
    }
    return view(
        "thresholds",
        title,
        List.of(
            Head.words("Router"),
            Head.words("Segment"),
            Head.numbers("n"),
            Head.words("Rows of"),
            Head.numbers("Threshold"),
            Head.numbers("Before"),
            Head.numbers("Risk"),
            Head.numbers("Missed"),
            Head.numbers("Set size"),
            Head.numbers("Before"),
            Head.numbers("Abstains")),
        cells);
  }

  private void difference() {
    section("difference", "What changes for the queries of the newest day");
    if (difference.isPresent()) {
      html.table(difference.get());
      html.raw("<p class=\"note\">").text(difference.get().note()).raw("</p>\n");
    } else {
      html.raw("<p>Not compared: there is nothing new, or nothing to compare it with.</p>\n");
    }
    html.raw("</section>\n");
  }

  private void outlook() {
    section("outlook", "Rows that wait for queries");
    if (night.outlook().isEmpty()) {
      html.raw("<p>None: every row in force has enough queries.</p>\n</section>\n");
      return;
    }
    html.raw("<p>Until they have enough, ")
        .words(Outlook.withoutThreshold(night.candidate().orElseThrow()))
        .raw(".</p>\n");
    List<List<Text>> rows = new ArrayList<>();
    for (Outlook row : night.outlook()) {
      rows.add(
          List.of(
              Text.name(row.router()),
              Text.name(row.segment()),
              Text.words(Texts.count(row.n())),
              Text.words(Texts.count(row.needed())),
              Text.words(Texts.count(row.perDay())),
              Text.words(
                  row.feasibleOn()
                      .map(day -> "the night of " + day)
                      .orElse("never within the window: explore more, or widen it"))));
    }
    html.table(
            view(
                "outlook",
                "When they will have a threshold, if days to come are like the newest one",
                List.of(
                    Head.words("Router"),
                    Head.words("Segment"),
                    Head.numbers("Queries"),
                    Head.numbers("Needed"),
                    Head.numbers("A day"),
                    Head.words("Enough in")),
                rows))
        .raw("</section>\n");
  }

  private void rows() {
    section("rows", "Rows of the newest day");
    QualityReport quality = status.quality().orElse(QualityReport.EMPTY);
    if (quality.tables().isEmpty()) {
      html.raw("<p>None were read.</p>\n</section>\n");
      return;
    }
    List<List<Text>> tables = new ArrayList<>();
    for (TableQuality table : quality.tables()) {
      tables.add(
          List.of(
              Text.words(table.table()),
              Text.words(Texts.count(table.rows())),
              Text.words(Texts.count(table.rowsUsed())),
              Text.words(counts(table.excludedRows(), table.excluded())),
              Text.words(counts(table.quarantinedRows(), table.quarantined()))));
    }
    html.table(
        view(
            "tables",
            "Tables of the lake",
            List.of(
                Head.words("Table"),
                Head.numbers("Rows"),
                Head.numbers("Used"),
                Head.words("Excluded"),
                Head.words("Quarantined")),
            tables));
    List<List<Text>> routers = new ArrayList<>();
    for (RouterQuality router : quality.routers()) {
      routers.add(
          List.of(
              Text.name(router.router()),
              Text.words(Texts.count(router.records())),
              Text.words(Texts.counts(router.excluded())),
              Text.words(Texts.counts(router.labelStates()))));
    }
    if (!routers.isEmpty()) {
      html.table(
          view(
              "routers",
              "Queries by router",
              List.of(
                  Head.words("Router"),
                  Head.numbers("Records"),
                  Head.words("Without a record"),
                  Head.words("Labels")),
              routers));
    }
    html.raw("</section>\n");
  }

  private void run() {
    section("run", "The run");
    html.raw("<dl class=\"facts\">\n");
    fact("Run", status.runId());
    fact("Attempt", status.attempt());
    fact("Outcome", status.outcome().key() + ", exit code " + status.exitCode());
    fact("Began", time(status.startedAt().truncatedTo(ChronoUnit.SECONDS).toString()));
    fact("Took", Texts.age(Duration.between(status.startedAt(), status.endedAt())));
    night
        .location()
        .filter(location -> status.outcome() != RunOutcome.DRY_RUN)
        .ifPresent(location -> fact("Files", location));
    html.raw("</dl>\n<p class=\"note\">")
        .words("What to do when a night did not end well: docs/runbook.md.")
        .raw("</p>\n</section>\n");
  }

  private Optional<PublishedThreshold> earlier(PublishedThreshold row) {
    return night.previous().map(NightlyPage::inForce).orElse(List.of()).stream()
        .filter(known -> known.router().equals(row.router()))
        .filter(known -> known.segment().equals(row.segment()))
        .findFirst();
  }

  private static List<PublishedThreshold> inForce(PublishedThresholds document) {
    return document.thresholds().stream().filter(PublishedThreshold::inForce).toList();
  }

  private static View view(String id, String title, List<Head> heads, List<List<Text>> rows) {
    return new View(id, title, Text.empty(), heads, List.of(new View.Group(Text.empty(), rows)));
  }

  private static String counts(long all, Map<String, Long> byReason) {
    return all == 0 ? "0" : Texts.count(all) + " (" + Texts.counts(byReason) + ")";
  }

  private static String threshold(PublishedThreshold row) {
    return row.threshold().isPresent() ? Texts.decimals(row.threshold(), 6) : row.status();
  }

  private static String size(OptionalDouble size) {
    return Texts.decimals(size, 2);
  }

  private static String rate(OptionalDouble rate) {
    return Texts.rate(rate);
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String time(String instant) {
    return instant.replace('T', ' ').replaceFirst("\\..*Z|Z", " UTC");
  }

  private void section(String id, String title) {
    html.raw("<section id=\"" + id + "\">\n<h2>").words(title).raw("</h2>\n");
  }

  private void fact(String name, String text) {
    html.raw("<dt>").words(name).raw("</dt><dd>").words(text).raw("</dd>\n");
  }

  private void banner(String style, String words) {
    html.raw("<p class=\"banner " + style + "\">").words(words).raw("</p>\n");
  }
}
