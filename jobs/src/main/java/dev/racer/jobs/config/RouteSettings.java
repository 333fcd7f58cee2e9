package dev.racer.jobs.config;

import dev.racer.core.vote.AnswerNormalizations;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperedVote;
import dev.racer.jobs.route.RouteConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.records.SetVotes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns settings into the configuration of a run that applies a version. */
public final class RouteSettings {
  private RouteSettings() {}

  /**
   * Reads the configuration.
   *
   * @param settings the effective settings
   * @param version number of the version to apply; empty for the one in force
   * @param range the days to read
   * @throws ConfigException if a value is missing or not allowed; names the key and its origin
   */
  public static RouteConfig read(Settings settings, OptionalLong version, DateRange range) {
    SetVotes votes = votes(settings);
    return new RouteConfig(
        new LakeInputs(
            CalibrateSettings.location(settings, "lake.queries"),
            CalibrateSettings.location(settings, "lake.router-scores"),
            votes.isEmpty()
                ? Optional.empty()
                : Optional.of(CalibrateSettings.location(settings, "lake.outcomes")),
            settings.columns()),
        OutputSettings.output(settings),
        settings.text("publication.name"),
        version,
        settings.optionalTexts("route.segment-by"),
        settings.texts("route.routers"),
        votes,
        settings.parsed("calibration.max-groups", Integer::parseInt),
        settings.parsed("quality.max-quarantined-share", Double::parseDouble),
        range);
  }

  private static SetVotes votes(Settings settings) {
    List<TemperedVote> votes = settings.parsedList(RouteConfig.VOTES, TemperedVote::parse);
    try {
      return new SetVotes(
          votes,
          settings.parsed("route.answer-normalization", AnswerNormalizations::ofKey),
          settings.parsed("route.missing-confidence", MissingConfidence::ofKey));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(settings.place(RouteConfig.VOTES) + ": " + e.getMessage(), e);
    }
  }
}
