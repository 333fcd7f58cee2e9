package dev.racer.jobs.config;

import dev.racer.core.conformal.DeltaScope;
import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.Fallback;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.InfeasibleAction;
import dev.racer.core.conformal.Policy;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.core.score.Nonconformities;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.records.Exploration;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Turns settings into the configuration of a calibration. */
public final class CalibrateSettings {
  private CalibrateSettings() {}

  /**
   * Reads the configuration of a calibration.
   *
   * @param settings the effective settings
   * @param range the days to read
   * @throws ConfigException if a value is missing or not allowed; names the key and its origin
   */
  public static CalibrateConfig read(Settings settings, DateRange range) {
    return new CalibrateConfig(
        new LakeInputs(
            location(settings, "lake.queries"),
            location(settings, "lake.router-scores"),
            location(settings, "lake.outcomes"),
            settings.columns()),
        OutputSettings.output(settings),
        settings.text("publication.name"),
        settings.texts("pool.models"),
        riskLevels(settings),
        settings.parsedList("calibration.nonconformity", Nonconformities::ofKey),
        settings.parsedList("calibration.normalizations", Normalization::ofKey),
        settings.parsedList("calibration.null-scores", NullScore::ofKey),
        settings.parsedList("calibration.risk-targets", RiskTarget::ofKey),
        settings.parsedList("calibration.guarantees", Guarantee::ofKey),
        settings.parsed("calibration.delta", BigDecimal::new),
        settings.parsed("calibration.delta-scope", DeltaScope::ofKey),
        smoothing(settings),
        settings.parsed("calibration.unknown-labels", UnknownLabels::ofKey),
        settings.lists("calibration.segments"),
        settings.parsed("calibration.min-n", Long::parseLong),
        settings.parsed("calibration.fallback", Fallback::ofKey),
        settings.parsed("calibration.infeasible-action", InfeasibleAction::ofKey),
        settings.parsed("calibration.max-groups", Integer::parseInt),
        settings.optionalText("calibration.exclude-where").filter(Predicate.not(String::isBlank)),
        exploration(settings),
        policy(settings),
        settings.parsed("quality.max-quarantined-share", Double::parseDouble),
        range);
  }

  static String location(Settings settings, String key) {
    String text = settings.text(key);
    if (text.isBlank()) {
      throw new ConfigException(settings.place(key) + " must not be blank");
    }
    return text;
  }

  private static List<RiskLevel> riskLevels(Settings settings) {
    String key = "calibration.risk-levels";
    Map<RiskLevel, RiskLevel> levels = new LinkedHashMap<>();
    for (RiskLevel level : settings.parsedList(key, RiskLevel::parse)) {
      RiskLevel same = levels.putIfAbsent(level, level);
      if (same != null) {
        throw new ConfigException(
            settings.place(key)
                + ": "
                + same.text()
                + " and "
                + level.text()
                + " are the same risk level, expected each once");
      }
    }
    return List.copyOf(levels.values());
  }

  private static Exploration exploration(Settings settings) {
    String leastKey = "exploration.least-probability";
    Optional<ExplorationSlice> slice =
        settings.optionalParsed("exploration.slice", ExplorationSlice::ofKey);
    VaryingProbability varying = settings.parsed("exploration.varying", VaryingProbability::ofKey);
    long seed = settings.parsed("exploration.seed", Long::parseLong);
    return settings
        .optionalParsed(
            leastKey,
            text -> new Exploration(slice, Optional.of(Double.parseDouble(text)), varying, seed))
        .orElseGet(() -> new Exploration(slice, Optional.empty(), varying, seed));
  }

  private static Smoothing smoothing(Settings settings) {
    Ties ties = settings.parsed("calibration.ties", Ties::ofKey);
    long seed = settings.parsed("calibration.seed", Long::parseLong);
    return settings.parsed(
        "calibration.smoothing-width",
        width -> new Smoothing(ties, Double.parseDouble(width), seed));
  }

  private static Policy policy(Settings settings) {
    return new Policy(
        new ScoreKind(
            settings.parsed("policy.normalization", Normalization::ofKey),
            settings.parsed("policy.null-score", NullScore::ofKey),
            settings.parsed("policy.nonconformity", Nonconformities::ofKey)),
        settings.parsed("policy.risk-target", RiskTarget::ofKey),
        settings.parsed("policy.guarantee", Guarantee::ofKey),
        settings.parsed("policy.risk-level", RiskLevel::parse));
  }
}
