package dev.racer.jobs.cli;

import dev.racer.core.conformal.ExplorationNeed;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.show.ExplorationTraffic;
import dev.racer.jobs.show.ExplorationView;
import dev.racer.jobs.show.Versions;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how many queries have to be explored. */
@Command(
    name = "exploration",
    description =
        "Shows how many queries every segment in force must have explored, with all models called,"
            + " for the thresholds that are wanted; with --queries-per-day, or after a nightly run,"
            + " also with which probability.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class ShowExploration implements Runnable {
  private static final String DEFAULT_DELTA = "0.05";
  private static final String DEFAULT_PRECISION = "0.02";

  @Spec private CommandSpec spec;

  @Mixin private PublicationOptions publication;

  @Option(
      names = "--risk-level",
      paramLabel = "ALPHA",
      description = "Risk level (default: that of the policy).")
  private String riskLevel;

  @Option(
      names = "--guarantee",
      paramLabel = "NAME",
      description = "expected or pac (default: that of the policy).")
  private String guarantee;

  @Option(
      names = "--delta",
      paramLabel = "P",
      description =
          "Probability of failure of pac (default: that of the thresholds in force, or "
              + DEFAULT_DELTA
              + ").")
  private BigDecimal delta;

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "How well the true risk is to be known: half of its 95 %% interval (default: "
              + DEFAULT_PRECISION
              + ").")
  private BigDecimal precision = new BigDecimal(DEFAULT_PRECISION);

  @Option(
      names = "--queries-per-day",
      paramLabel = "N",
      description =
          "All queries of a day (default: those of the newest day of a nightly version, else"
              + " unknown).")
  private Long queriesPerDay;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Days of a window (default: those of a nightly version, else 30).")
  private Integer days;

  @Option(names = "--json", description = "One JSON object per router and segment.")
  private boolean json;

  @Override
  public void run() {
    if (queriesPerDay != null && queriesPerDay < 1) {
      throw new ConfigException("--queries-per-day must be at least 1, got " + queriesPerDay);
    }
    if (days != null && days < 1) {
      throw new ConfigException("--days must be at least 1, got " + days);
    }
    PublicationStore store = publication.open();
    Commit commit = Versions.find(store, OptionalLong.empty());
    PublishedThresholds thresholds = store.thresholds(commit);
    ExplorationView view =
        new ExplorationView(
            String.format(
                Locale.ROOT, "Publication %s, version %d", store.name(), commit.sequence()),
            thresholds,
            need(thresholds),
            precision.doubleValue(),
            ExplorationTraffic.of(
                store,
                commit,
                queriesPerDay == null ? OptionalLong.empty() : OptionalLong.of(queriesPerDay),
                Optional.ofNullable(days)));
    try {
      spec.commandLine().getOut().print(json ? String.join("\n", view.json()) + "\n" : view.text());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--precision: " + e.getMessage(), e);
    }
  }

  private ExplorationNeed need(PublishedThresholds thresholds) {
    PublishedPolicy policy = thresholds.policy();
    BigDecimal published =
        thresholds.thresholds().stream()
            .filter(PublishedThreshold::inForce)
            .flatMap(row -> row.delta().stream())
            .findFirst()
            .orElse(new BigDecimal(DEFAULT_DELTA));
    try {
      return new ExplorationNeed(
          Guarantee.ofKey(guarantee == null ? policy.guarantee() : guarantee),
          RiskLevel.parse(riskLevel == null ? policy.riskLevel() : riskLevel),
          delta == null ? published : delta);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }
}
