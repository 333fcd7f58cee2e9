package dev.racer.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.trial.SplitShares;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteName;
import dev.racer.jobs.evaluate.EvaluateConfig;
import dev.racer.jobs.evaluate.Objective;
import dev.racer.jobs.evaluate.SplitConfig;
import dev.racer.jobs.evaluate.TemperatureScope;
import dev.racer.jobs.evaluate.TuneProtocol;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateSettingsTest {
  private static final List<String> LAKE =
      List.of(
          "lake.queries=lake/queries",
          "lake.router-scores=lake/router_scores",
          "lake.outcomes=lake/outcomes",
          "lake.output=/out");

  @Test
  void defaultsAreThoseOfThePaperButForTheProtocol() {
    EvaluateConfig config = read();

    assertThat(config.splits().trials()).isEqualTo(100);
    assertThat(config.splits().shares()).isEqualTo(SplitShares.parse("0.5", "0.1", "0.4"));
    assertThat(config.splits().segmentShares()).isEmpty();
    assertThat(config.splits().testFrom()).isEmpty();
    assertThat(config.splits().column()).isEmpty();
    assertThat(config.votes().votes().stream().map(VoteName::key))
        .containsExactly("majority", "weighted:router-score");
    assertThat(config.votes().onlyWithAnswers()).isTrue();
    assertThat(config.votes().normalization().key()).isEqualTo("paper");
    assertThat(config.votes().missing()).isEqualTo(MissingConfidence.ZERO);
    assertThat(config.tuning().protocol()).isEqualTo(TuneProtocol.VALIDATION);
    assertThat(config.tuning().temperatures()).isEqualTo(TemperatureGrid.paper());
    assertThat(config.tuning().temperatureScope()).isEqualTo(TemperatureScope.CELL);
    assertThat(config.tuning().objective()).isEmpty();
    assertThat(config.tuning().riskLevels()).isEqualTo(config.calibration().riskLevels());
    assertThat(config.tuning().riskLevel()).isEqualTo(RiskLevel.parse("0.10"));
    assertThat(config.costs()).isEmpty();
    assertThat(config.falseAlarm()).isEqualTo(.001);
    assertThat(config.shiftLevel()).isEqualTo(.01);
  }

  @Test
  void everyValueCanBeSet() {
    EvaluateConfig config =
        read(
            "calibration.segments=[benchmark]",
            "evaluate.split=[column,date]",
            "evaluate.shares=[0.6,0,0.4]",
            "evaluate.segment-shares=[[\"benchmark=arc\",0.4,0.2,0.4]]",
            "evaluate.seed=7",
            "evaluate.test-from=2026-01-31",
            "evaluate.split-column=split",
            "evaluate.calibration-values=[train,dev]",
            "evaluate.test-values=[test]",
            "evaluate.votes=[\"weighted:p_true\"]",
            "evaluate.answer-normalization=verbatim",
            "evaluate.missing-confidence=no-vote",
            "evaluate.confidence-source=judge",
            "evaluate.costs=true",
            "evaluate.false-alarm=0.01",
            "evaluate.shift-level=0.05",
            "tune.protocol=paper",
            "tune.objective=accuracy-under-budget",
            "tune.budget=2.5",
            "tune.risk-levels=[0.05]",
            "tune.risk-level=0.20",
            "tune.temperature=0.5",
            "tune.temperature-scope=weight");

    assertThat(config.splits())
        .isEqualTo(
            new SplitConfig(
                0,
                SplitShares.parse("0.6", "0", "0.4"),
                Map.of("benchmark=arc", SplitShares.parse("0.4", "0.2", "0.4")),
                7,
                Optional.of(LocalDate.of(2026, 1, 31)),
                Optional.of(
                    new SplitConfig.ByColumn("split", List.of("train", "dev"), List.of("test")))));
    assertThat(config.votes().votes()).containsExactly(VoteName.parse("weighted:p_true"));
    assertThat(config.votes().confidenceColumns()).containsExactly("p_true");
    assertThat(config.votes().onlyWithAnswers()).isFalse();
    assertThat(config.votes().confidenceSource()).isEqualTo("judge");
    assertThat(config.costs()).contains(true);
    assertThat(config.falseAlarm()).isEqualTo(.01);
    assertThat(config.shiftLevel()).isEqualTo(.05);
    assertThat(config.tuning().protocol()).isEqualTo(TuneProtocol.PAPER);
    assertThat(config.tuning().objective()).contains(Objective.ACCURACY_UNDER_BUDGET);
    assertThat(config.tuning().budget()).isEqualTo(OptionalDouble.of(2.5));
    assertThat(config.tuning().riskLevels()).containsExactly(RiskLevel.parse("0.05"));
    assertThat(config.tuning().riskLevel()).isEqualTo(RiskLevel.parse("0.20"));
    assertThat(config.tuning().temperatures()).isEqualTo(TemperatureGrid.of(.5));
    assertThat(config.tuning().temperatureScope()).isEqualTo(TemperatureScope.WEIGHT);
  }

  @Test
  void theProtocolOfThePaperIsAProfile() {
    List<Assignment> lake = LAKE.stream().map(Assignment::ofSet).toList();
    Path profile = Path.of(System.getProperty("racer.root"), "conf", "paper.conf");

    EvaluateConfig config =
        EvaluateSettings.read(Settings.load(List.of(profile), lake), DateRange.ALL);

    assertThat(config.tuning().protocol()).isEqualTo(TuneProtocol.PAPER);
    assertThat(config.calibration().segments()).containsExactly(List.of("benchmark"));
    assertThat(config.tuning().riskLevels()).hasSize(6);
  }

  @Test
  void tuningHasOneRandomSplit() {
    EvaluateConfig config =
        EvaluateSettings.readTuning(settings("evaluate.split=[date]"), DateRange.ALL);

    assertThat(config.splits().trials()).isEqualTo(1);
    assertThat(config.splits().testFrom()).isEmpty();
  }

  @Test
  void tuningNeedsValidationQueries() {
    assertThatThrownBy(
            () ->
                EvaluateSettings.readTuning(settings("evaluate.shares=[0.5,0,0.5]"), DateRange.ALL))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("validation queries choose, expected a share for them above 0");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "evaluate.trials=0|evaluate.trials (--set) must lie in [1, 100000], got 0",
        "evaluate.trials=many|evaluate.trials (--set): must be a number, got many",
        "evaluate.split=[]|evaluate.split must hold at least one of random, date, column",
        "evaluate.split=[time]|evaluate.split (--set) must hold random, date, column, got time",
        "evaluate.split=[date]|evaluate.test-from is required",
        "evaluate.split=[column]|evaluate.split-column is required",
        "evaluate.shares=[0.5,0.5]|evaluate.shares (--set) must hold three shares",
        "evaluate.shares=[0.5,0.5,0.5]|must sum to 1, got 0.5 + 0.5 + 0.5 = 1.5",
        "evaluate.shares=[a,b,c]|evaluate.shares (--set): must be numbers, got [a, b, c]",
        "evaluate.segment-shares=[a]|must hold lists of a segment and three shares, got [a]",
        "evaluate.votes=[plurality]|A vote must be majority, weighted:router-score or",
        "evaluate.votes=[\"weighted:p@0.2\"]|the temperature is for validation queries to choose",
        "evaluate.votes=[majority,majority]|evaluate.votes must hold each vote once",
        "evaluate.answer-normalization=none|Unknown answer normalization 'none'",
        "evaluate.missing-confidence=1|Unknown missing confidence '1'",
        "evaluate.costs=maybe|evaluate.costs (--set): must be true or false, got maybe",
        "evaluate.false-alarm=0|evaluate.false-alarm must lie in (0, 1), got 0.0",
        "evaluate.shift-level=1|evaluate.shift-level must lie in (0, 1), got 1.0",
        "tune.protocol=honest|Unknown protocol 'honest'",
        "tune.objective=best|Unknown objective 'best'",
        "tune.objective=accuracy-under-budget|needs tune.budget, the most cost per query",
        "tune.objective=cheapest-above-floor|needs tune.accuracy-floor, the least accuracy",
        "tune.accuracy-floor=2|tune.accuracy-floor must lie in [0, 1]",
        "tune.risk-levels=[0.123]|tune.risk-levels must be among calibration.risk-levels",
        "tune.risk-level=0.123|tune.risk-level must be among calibration.risk-levels",
        "tune.temperature=0|tune.temperature (--set): ",
        "tune.temperatures=1|tune.temperatures (--set): must lie in [2, 1000], got 1",
        "tune.least-temperature=0|tune.least-temperature (--set): ",
      })
  void refusesWhatCannotBe(String assignment, String message) {
    assertThatThrownBy(() -> read(assignment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static EvaluateConfig read(String... more) {
    return EvaluateSettings.read(settings(more), DateRange.ALL);
  }

  private static Settings settings(String... more) {
    List<String> all = new ArrayList<>(LAKE);
    all.addAll(List.of(more));
    return Settings.load(List.of(), all.stream().map(Assignment::ofSet).toList());
  }
}
