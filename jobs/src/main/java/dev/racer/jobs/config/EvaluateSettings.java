package dev.racer.jobs.config;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.trial.SplitShares;
import dev.racer.core.vote.AnswerNormalizations;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteName;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.evaluate.EvaluateConfig;
import dev.racer.jobs.evaluate.Objective;
import dev.racer.jobs.evaluate.SplitConfig;
import dev.racer.jobs.evaluate.TemperatureScope;
import dev.racer.jobs.evaluate.TuneConfig;
import dev.racer.jobs.evaluate.TuneProtocol;
import dev.racer.jobs.evaluate.VoteConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.schema.EvaluationTables;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Turns settings into the configuration of an evaluation. */
public final class EvaluateSettings {
  private static final List<VoteName> VOTES_WITH_ANSWERS =
      List.of(VoteName.MAJORITY, new VoteName(Optional.of(VoteName.ROUTER_SCORE)));
  private static final Pattern TEMPERED = Pattern.compile(".*@([0-9.eE+-]+|Infinity)");
  private static final int MOST_TEMPERATURES = 1_000;
  private static final Set<String> SPLITS =
      Set.of(EvaluationTables.RANDOM, EvaluationTables.BY_DATE, EvaluationTables.BY_COLUMN);

  private EvaluateSettings() {}

  /**
   * Reads the configuration of an evaluation in many trials.
   *
   * @param settings the effective settings
   * @param range the days to read
   * @throws ConfigException if a value is missing or not allowed; names the key and its origin
   */
  public static EvaluateConfig read(Settings settings, DateRange range) {
    Set<String> splits = splits(settings);
    int trials = trials(settings);
    return read(
        settings,
        range,
        new SplitConfig(
            splits.contains(EvaluationTables.RANDOM) ? trials : 0,
            shares("evaluate.shares", settings, settings.texts("evaluate.shares")),
            segmentShares(settings),
            settings.parsed("evaluate.seed", Long::parseLong),
            byDate(settings, splits.contains(EvaluationTables.BY_DATE)),
            byColumn(settings, splits.contains(EvaluationTables.BY_COLUMN))));
  }

  /**
   * Reads the configuration of a choice on one random split.
   *
   * @param settings the effective settings
   * @param range the days to read
   * @throws ConfigException if a value is missing or not allowed; names the key and its origin
   */
  public static EvaluateConfig readTuning(Settings settings, DateRange range) {
    SplitShares shares = shares("evaluate.shares", settings, settings.texts("evaluate.shares"));
    if (shares.validation().signum() == 0) {
      throw new ConfigException(
          settings.place("evaluate.shares")
              + ": validation queries choose, expected a share for them above 0, got "
              + settings.texts("evaluate.shares"));
    }
    return read(
        settings,
        range,
        new SplitConfig(
            1,
            shares,
            segmentShares(settings),
            settings.parsed("evaluate.seed", Long::parseLong),
            Optional.empty(),
            Optional.empty()));
  }

  private static EvaluateConfig read(Settings settings, DateRange range, SplitConfig splits) {
    CalibrateConfig calibration = CalibrateSettings.read(settings, range);
    return new EvaluateConfig(
        calibration,
        splits,
        new VoteConfig(
            settings
                .optionalTexts("evaluate.votes")
                .map(set -> settings.parsedList("evaluate.votes", EvaluateSettings::vote))
                .orElse(VOTES_WITH_ANSWERS),
            settings.optionalTexts("evaluate.votes").isEmpty(),
            settings.parsed("evaluate.answer-normalization", AnswerNormalizations::ofKey),
            settings.parsed("evaluate.missing-confidence", MissingConfidence::ofKey),
            settings.text("evaluate.confidence-source")),
        tuning(settings, calibration),
        optional(settings, "evaluate.costs", EvaluateSettings::yesOrNo),
        settings.parsed("evaluate.false-alarm", Double::parseDouble),
        settings.parsed("evaluate.shift-level", Double::parseDouble));
  }

  private static TuneConfig tuning(Settings settings, CalibrateConfig calibration) {
    List<RiskLevel> levels = settings.parsedList("tune.risk-levels", RiskLevel::parse);
    return new TuneConfig(
        settings.parsed("tune.protocol", TuneProtocol::ofKey),
        temperatures(settings),
        settings.parsed("tune.temperature-scope", TemperatureScope::ofKey),
        optional(settings, "tune.objective", Objective::ofKey),
        levels.isEmpty() ? calibration.riskLevels() : levels,
        optional(settings, "tune.risk-level", RiskLevel::parse)
            .orElse(calibration.policy().riskLevel()),
        number(settings, "tune.budget"),
        number(settings, "tune.accuracy-floor"));
  }

  private static TemperatureGrid temperatures(Settings settings) {
    OptionalDouble fixed = number(settings, "tune.temperature");
    if (fixed.isPresent()) {
      return settings.parsed(
          "tune.temperature", text -> TemperatureGrid.of(Double.parseDouble(text)));
    }
    int count = settings.parsed("tune.temperatures", EvaluateSettings::count);
    double least =
        settings.parsed(
            "tune.least-temperature",
            text -> TemperatureGrid.of(Double.parseDouble(text)).temperature(0));
    return settings.parsed(
        "tune.greatest-temperature",
        text -> TemperatureGrid.logSpaced(least, Double.parseDouble(text), count));
  }

  private static int count(String text) {
    int count = Integer.parseInt(text);
    if (count < 2 || count > MOST_TEMPERATURES) {
      throw new IllegalArgumentException(
          "must lie in [2, " + MOST_TEMPERATURES + "], got " + count);
    }
    return count;
  }

  private static VoteName vote(String text) {
    if (TEMPERED.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the temperature is for validation queries to choose, or tune.temperature; expected none,"
              + " got "
              + text);
    }
    return VoteName.parse(text);
  }

  private static Set<String> splits(Settings settings) {
    Set<String> splits = new HashSet<>();
    for (String split : settings.texts("evaluate.split")) {
      if (!SPLITS.contains(split)) {
        throw new ConfigException(
            settings.place("evaluate.split") + " must hold random, date, column, got " + split);
      }
      if (!splits.add(split)) {
        throw new ConfigException(
            settings.place("evaluate.split") + " must hold each split once, got " + split);
      }
    }
    return splits;
  }

  private static int trials(Settings settings) {
    int trials = settings.parsed("evaluate.trials", Integer::parseInt);
    if (trials < 1 || trials > SplitConfig.MOST_TRIALS) {
      throw new ConfigException(
          settings.place("evaluate.trials")
              + " must lie in [1, "
              + SplitConfig.MOST_TRIALS
              + "], got "
              + trials);
    }
    return trials;
  }

  private static SplitShares shares(String key, Settings settings, List<String> texts) {
    if (texts.size() != 3) {
      throw new ConfigException(
          settings.place(key)
              + " must hold three shares, of calibration, validation and test queries, got "
              + texts);
    }
    try {
      return new SplitShares(
          new BigDecimal(texts.get(0)), new BigDecimal(texts.get(1)), new BigDecimal(texts.get(2)));
    } catch (NumberFormatException e) {
      throw new ConfigException(settings.place(key) + ": must be numbers, got " + texts, e);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(settings.place(key) + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, SplitShares> segmentShares(Settings settings) {
    String key = "evaluate.segment-shares";
    Map<String, SplitShares> shares = new LinkedHashMap<>();
    for (List<String> entry : settings.lists(key)) {
      if (entry.size() != 4) {
        throw new ConfigException(
            settings.place(key) + " must hold lists of a segment and three shares, got " + entry);
      }
      if (shares.put(entry.get(0), shares(key, settings, entry.subList(1, 4))) != null) {
        throw new ConfigException(
            settings.place(key) + " must hold each segment once, got " + entry.get(0) + " twice");
      }
    }
    return shares;
  }

  private static Optional<LocalDate> byDate(Settings settings, boolean wanted) {
    return wanted
        ? Optional.of(settings.parsed("evaluate.test-from", EvaluateSettings::day))
        : Optional.empty();
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be a day such as 2026-01-31, got " + text, e);
    }
  }

  private static Optional<SplitConfig.ByColumn> byColumn(Settings settings, boolean wanted) {
    return wanted
        ? Optional.of(
            new SplitConfig.ByColumn(
                settings.text("evaluate.split-column"),
                settings.texts("evaluate.calibration-values"),
                settings.texts("evaluate.test-values")))
        : Optional.empty();
  }

  private static <T> Optional<T> optional(
      Settings settings, String key, Function<String, T> reader) {
    return settings.optionalText(key).map(text -> settings.parsed(key, reader));
  }

  private static OptionalDouble number(Settings settings, String key) {
    return settings.optionalText(key).isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(settings.parsed(key, Double::parseDouble));
  }

  private static boolean yesOrNo(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false, got " + text);
    };
  }
}
