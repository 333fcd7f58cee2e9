package dev.racer.jobs.show;

import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The thresholds of one version.
 *
 * @param commit the version
 * @param document its thresholds
 * @param filter which rows are wanted
 */
public record ThresholdsView(Commit commit, PublishedThresholds document, Filter filter) {

  /**
   * Which rows are wanted.
   *
   * @param router only of this router
   * @param segment only of this segment, as it is published
   * @param inForceOnly only rows in force
   */
  public record Filter(Optional<String> router, Optional<String> segment, boolean inForceOnly) {
    /** Every row. */
    public static final Filter NONE = new Filter(Optional.empty(), Optional.empty(), false);

    boolean accepts(PublishedThreshold row) {
      return router.map(row.router()::equals).orElse(true)
          && segment.map(row.segment()::equals).orElse(true)
          && (row.inForce() || !inForceOnly);
    }
  }

  /** The wanted rows for machines: one JSON object each, in the order of the document. */
  public List<String> json() {
    return rows(filter::accepts).stream().map(ThresholdsJson::row).toList();
  }

  /** The wanted rows for people, of the score, risk target and guarantee that the policy names. */
  public String text() {
    PublishedPolicy policy = document.policy();
    return text(filter::accepts, row -> isOfPolicy(row, policy));
  }

  /** The wanted rows for people, of every score, risk target and guarantee. */
  public String textOfAll() {
    return text(filter::accepts, row -> true);
  }

  private String text(Predicate<PublishedThreshold> wanted, Predicate<PublishedThreshold> isShown) {
    PublishedPolicy policy = document.policy();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Publication %s, version %d, committed %s (run %s)\n",
            document.publication(),
            commit.sequence(),
            Texts.time(commit.committedAt()),
            commit.runId()));
    text.append(
        String.format(
            Locale.ROOT,
            "In force (*): %s / %s / %s, %s at risk level %s, guarantee %s\n",
            policy.normalization(),
            policy.nullScore(),
            policy.nonconformity(),
            policy.riskTarget(),
            policy.riskLevel(),
            policy.guarantee()));
    List<PublishedThreshold> rows = rows(wanted);
    for (PublishedRouter router : document.routers()) {
      List<PublishedThreshold> ofRouter =
          rows.stream()
              .filter(row -> row.router().equals(router.router()) && isShown.test(row))
              .toList();
      if (!ofRouter.isEmpty()) {
        text.append(
            String.format(Locale.ROOT, "\nRouter %s, pool %s\n", router.router(), router.poolId()));
        text.append(table(ofRouter, policy));
      }
    }
    long hidden = rows.stream().filter(isShown.negate()).count();
    if (rows.isEmpty()) {
      text.append("\nNo row is as wanted.\n");
    } else if (hidden > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "\n%s more rows of other scores, risk targets or guarantees: --all\n",
              Texts.count(hidden)));
    }
    return text.toString();
  }

  private List<PublishedThreshold> rows(Predicate<PublishedThreshold> wanted) {
    return document.thresholds().stream().filter(wanted).toList();
  }

  private static boolean isOfPolicy(PublishedThreshold row, PublishedPolicy policy) {
    return row.inForce()
        || new PublishedPolicy(
                policy.normalization(),
                policy.nullScore(),
                policy.nonconformity(),
                policy.riskTarget(),
                policy.guarantee(),
                row.riskLevel())
            .names(row);
  }

  private static String table(List<PublishedThreshold> rows, PublishedPolicy policy) {
    TextTable table =
        new TextTable(
            "",
            "segment",
            "score",
            "target",
            "guarantee",
            ">risk level",
            ">n",
            "rows of",
            ">threshold",
            ">risk",
            ">missed",
            ">set size",
            ">abstains",
            "true risk, 95 %");
    // columns that say the same in every row are left out
    boolean isMixed = rows.stream().anyMatch(row -> !isOfPolicy(row, policy));
    for (PublishedThreshold row : rows) {
      table.add(
          row.inForce() ? "*" : "",
          row.segment(),
          isMixed ? row.normalization() + "/" + row.nullScore() + "/" + row.nonconformity() : "",
          isMixed ? row.riskTarget() : "",
          isMixed ? row.guarantee() : "",
          row.riskLevel(),
          Texts.count(row.n()),
          row.thresholdSegment().equals(row.segment()) ? "" : row.thresholdSegment(),
          threshold(row),
          Texts.rate(row.empiricalRisk()),
          Texts.rate(row.answerableMissRate()),
          Texts.decimals(row.meanSetSize(), 2),
          Texts.rate(row.abstentionRate()),
          row.trueRiskInterval()
              .map(i -> String.format(Locale.ROOT, "%.4f to %.4f", i.lower(), i.upper()))
              .orElse(""));
    }
    return table.text("  ");
  }

  private static String threshold(PublishedThreshold row) {
    return switch (row.status()) {
      case PublishedThreshold.FEASIBLE -> Texts.decimals(row.threshold(), 6);
      case PublishedThreshold.INFEASIBLE -> "needs n=" + Texts.count(row.nNeeded());
      default -> row.status();
    };
  }
}
