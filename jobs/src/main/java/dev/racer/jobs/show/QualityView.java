package dev.racer.jobs.show;

import dev.racer.core.published.Commit;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunStatus;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What became of the input rows of a version or a run.
 *
 * @param title what the report is of
 * @param report the counts
 */
public record QualityView(String title, QualityReport report) {
  /**
   * The report of a version.
   *
   * @param store the publication
   * @param version its number; empty for the one in force
   * @throws ConfigException if there is none
   */
  public static QualityView ofVersion(PublicationStore store, OptionalLong version) {
    Commit commit = Versions.find(store, version);
    String title =
        String.format(
            Locale.ROOT,
            "Publication %s, version %d (run %s)",
            store.name(),
            commit.sequence(),
            commit.runId());
    return new QualityView(title, store.manifest(commit).quality());
  }

  /**
   * The report of a run, published or not.
   *
   * @param store the publication
   * @param id attempt id or run id, or the beginning of one; of several attempts the last is meant
   * @throws ConfigException if there is none, or if it ended before it had counted
   */
  public static QualityView ofRun(PublicationStore store, String id) {
    List<RunStatus> runs =
        store.runs().stream().filter(run -> run.attempt().startsWith(id)).toList();
    if (id.isEmpty() || runs.isEmpty()) {
      throw new ConfigException("There is no finished run " + id + " in " + store.folder());
    }
    RunStatus run = runs.get(runs.size() - 1);
    String title =
        String.format(
            Locale.ROOT,
            "Publication %s, run %s (%s)",
            store.name(),
            run.attempt(),
            run.outcome().key());
    return new QualityView(
        title,
        run.quality()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Run " + run.attempt() + " ended before it had counted its input rows")));
  }

  /** The report for machines: one JSON object. */
  public String json() {
    return report.toJsonLine();
  }

  /** The report for people. */
  public String text() {
    TextTable tables =
        new TextTable("table", ">rows", ">used", ">quarantined", "", ">excluded", " ");
    for (TableQuality table : report.tables()) {
      tables.add(
          table.table(),
          Texts.count(table.rows()),
          Texts.count(table.rowsUsed()),
          Texts.count(table.quarantinedRows()),
          Texts.reasons(table.quarantined()),
          Texts.count(table.excludedRows()),
          Texts.reasons(table.excluded()));
    }
    TextTable routers =
        new TextTable("router", ">records", ">excluded", "", "labels", ">tied", "no value of");
    for (RouterQuality router : report.routers()) {
      routers.add(
          name(router),
          Texts.count(router.records()),
          Texts.count(router.excludedQueries()),
          Texts.reasons(router.excluded()),
          Texts.counts(router.labelStates()),
          Texts.count(router.tied()),
          Texts.counts(router.nullSegmentValues()));
    }
    String records = // of a run that calibrates
        report.routers().isEmpty() ? "" : "\nCalibration records\n" + routers.text("  ");
    return title + "\n\nInput rows\n" + tables.text("  ") + records + labels();
  }

  /** What the lake says of the models' answers, where it was counted. */
  private String labels() {
    TextTable labels = new TextTable("router", ">thinned", "labels");
    boolean isCounted = false;
    for (RouterQuality router : report.routers()) {
      isCounted |= !router.labels().isEmpty();
      labels.add(name(router), Texts.count(router.thinned()), Texts.counts(router.labels()));
    }
    return isCounted
        ? "\nLabels of models, and records that thinning leaves out\n" + labels.text("  ")
        : "";
  }

  private static String name(RouterQuality router) {
    return router.routerVersion().isEmpty()
        ? router.router()
        : router.router() + " " + router.routerVersion();
  }
}
