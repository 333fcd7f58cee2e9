package dev.racer.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.racer.core.score.Nonconformity;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.records.Exploration;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrateSettingsTest {
  private static final List<String> LAKE =
      List.of(
          "lake.queries=lake/queries",
          "lake.router-scores=lake/router_scores",
          "lake.outcomes=catalog.db.outcomes",
          "lake.output=/out");

  @Test
  void defaultsAreThoseOfThePaper() {
    CalibrateConfig config = read();

    assertThat(config.inputs().queries()).isEqualTo("lake/queries");
    assertThat(config.inputs().location("outcomes")).isEqualTo("catalog.db.outcomes");
    assertThat(config.output()).isEqualTo("/out");
    assertThat(config.publicationName()).isEqualTo("default");
    assertThat(config.poolModels()).isEmpty();
    assertThat(config.riskLevels().stream().map(RiskLevel::text))
        .containsExactly("0.01", "0.05", "0.10", "0.15", "0.20", "0.30", "0.40", "0.50");
    assertThat(config.nonconformities().stream().map(Nonconformity::key))
        .containsExactly("gap", "inverse-probability");
    assertThat(config.normalizations()).containsExactly(Normalization.SOFTMAX);
    assertThat(config.nullScores()).containsExactly(NullScore.ONE_MINUS_MAX);
    assertThat(config.riskTargets()).containsExactly(RiskTarget.MISROUTING);
    assertThat(config.guarantees()).containsExactly(Guarantee.EXPECTED);
    assertThat(config.delta()).isEqualTo(new BigDecimal("0.05"));
    assertThat(config.deltaScope()).isEqualTo(DeltaScope.THRESHOLD);
    assertThat(config.smoothing()).isEqualTo(new Smoothing(Ties.SMOOTHED, 1e-6, 0));
    assertThat(config.unknownLabels()).isEqualTo(UnknownLabels.WORST_CASE);
    assertThat(config.segments()).isEmpty();
    assertThat(config.minN()).isEqualTo(100);
    assertThat(config.fallback()).isEqualTo(Fallback.REST);
    assertThat(config.infeasibleAction()).isEqualTo(InfeasibleAction.CALL_ALL);
    assertThat(config.maxGroups()).isEqualTo(10_000);
    assertThat(config.excludeWhere()).isEmpty();
    assertThat(config.exploration()).isEqualTo(Exploration.UNSET);
    assertThat(config.policy())
        .isEqualTo(
            new Policy(
                ScoreKind.ofKeys("softmax", "one-minus-max", "gap"),
                RiskTarget.MISROUTING,
                Guarantee.EXPECTED,
                RiskLevel.parse("0.10")));
    assertThat(config.maxQuarantinedShare()).isEqualTo(0.01);
    assertThat(config.range()).isEqualTo(DateRange.ALL);
  }

  @Test
  void everyKeyOfTheFileIsReadByTheCode() {
    List<String> assignments = new ArrayList<>(LAKE);
    assignments.add("lake.columns.outcomes.correct=score > 0.5");
    assignments.add("lake.hadoop.\"fs.s3a.endpoint\"=http://127.0.0.1:9000");
    assignments.add("evaluate.split=[random,date,column]");
    assignments.add("evaluate.test-from=2026-01-31");
    assignments.add("evaluate.split-column=split");
    assignments.add("evaluate.calibration-values=[train]");
    assignments.add("evaluate.test-values=[test]");
    Settings settings = settings(assignments);

    CalibrateSettings.read(settings, DateRange.ALL);
    EvaluateSettings.read(settings, DateRange.ALL);
    RouteSettings.read(settings, OptionalLong.empty(), DateRange.ALL);
    NightlySettings.read(settings);
    OutputSettings.store(settings);

    assertThat(settings.unread()).isEmpty();
  }

  @Test
  void everyValueCanBeSet() {
    CalibrateConfig config =
        read(
            "publication.name=team-a",
            "pool.models=[b,a]",
            "calibration.risk-levels=[0.2,0.100]",
            "calibration.nonconformity=[inverse-probability]",
            "calibration.normalizations=[none,sigmoid]",
            "calibration.null-scores=[absent]",
            "calibration.risk-targets=[misrouting,answerable-miss]",
            "calibration.guarantees=[pac]",
            "calibration.delta=0.01",
            "calibration.delta-scope=family",
            "calibration.ties=none",
            "calibration.smoothing-width=0.001",
            "calibration.seed=-5",
            "calibration.unknown-labels=exclude",
            "calibration.segments=[benchmark,[tenant,language]]",
            "calibration.min-n=7",
            "calibration.fallback=call-all",
            "calibration.infeasible-action=refuse",
            "calibration.max-groups=3",
            "calibration.exclude-where=router_train or not paper_benchmark",
            "exploration.slice=explored",
            "exploration.least-probability=0.05",
            "exploration.seed=7",
            "policy.normalization=none",
            "policy.null-score=absent",
            "policy.nonconformity=inverse-probability",
            "policy.risk-target=answerable-miss",
            "policy.guarantee=pac",
            "policy.risk-level=0.1",
            "quality.max-quarantined-share=0",
            "lake.columns.queries.tenant=customer");

    assertThat(config.publicationName()).isEqualTo("team-a");
    assertThat(config.poolModels()).containsExactly("b", "a");
    assertThat(config.riskLevels().stream().map(RiskLevel::text)).containsExactly("0.2", "0.100");
    assertThat(config.smoothing()).isEqualTo(new Smoothing(Ties.NONE, 0.001, -5));
    assertThat(config.segments())
        .containsExactly(List.of("benchmark"), List.of("tenant", "language"));
    assertThat(config.excludeWhere()).isEqualTo(Optional.of("router_train or not paper_benchmark"));
    assertThat(config.exploration())
        .isEqualTo(
            new Exploration(
                Optional.of(ExplorationSlice.EXPLORED),
                Optional.of(0.05),
                VaryingProbability.THIN,
                7));
    assertThat(config.policy().guarantee()).isEqualTo(Guarantee.PAC);
    assertThat(config.inputs().columnsOf("queries")).containsEntry("tenant", "customer");
    assertThat(config.inputs().columnsOf("outcomes")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "calibration.risk-levels=[0.1,1.0] | calibration.risk-levels (--set): Risk level must lie in (0, 1), got 1.0",
        "calibration.risk-levels=[0.1,0] | calibration.risk-levels (--set): Risk level must lie in (0, 1), got 0",
        "calibration.risk-levels=[0.1,abc] | calibration.risk-levels (--set):",
        "calibration.risk-levels=[0.1,0.2,0.10] | calibration.risk-levels (--set): 0.1 and 0.10 are the same risk level, expected each once",
        "calibration.risk-levels=[] | calibration.risk-levels must hold at least one value",
        "calibration.risk-levels=[[0.1]] | calibration.risk-levels (--set) must hold single values, got [0.1] among them",
        "calibration.normalizations=[softmax,softmax] | calibration.normalizations must hold each value once, got softmax twice",
        "calibration.normalizations=[soft-max] | calibration.normalizations (--set): Unknown normalization 'soft-max', expected one of softmax, sigmoid, none",
        "calibration.nonconformity=[gaps] | calibration.nonconformity (--set):",
        "calibration.delta=1 | calibration.delta: Delta must lie in [1E-60, 1), got 1",
        "calibration.delta=0 | calibration.delta: Delta must lie in [1E-60, 1), got 0",
        "calibration.delta=9e-61 | calibration.delta: Delta must lie in [1E-60, 1), got 9E-61",
        "calibration.delta=much | calibration.delta (--set): must be a number, got much",
        "calibration.seed=1.5 | calibration.seed (--set): must be a number, got 1.5",
        "calibration.smoothing-width=0 | calibration.smoothing-width (--set): Smoothing width must lie in [2^-30, 1), got 0",
        "calibration.min-n=0 | calibration.min-n must be at least 1, got 0",
        "calibration.max-groups=0 | calibration.max-groups must be at least 1, got 0",
        "calibration.segments=[a,a] | calibration.segments must hold each value once, got [a] twice",
        "calibration.segments=[[a,b],[b,a]] | calibration.segments must hold each value once",
        "calibration.segments=[[a,a]] | calibration.segments must hold each value once, got a twice",
        "calibration.segments=[benchmark,Benchmark] | calibration.segments: benchmark and Benchmark are the same column, as column names ignore case; expected one spelling",
        "calibration.segments=[[tenant,TENANT]] | calibration.segments: tenant and TENANT are the same column",
        "calibration.segments=[[tenant,language],[Language,Tenant]] | calibration.segments: language and Language are the same column",
        "calibration.segments=[tenant,[language,Tenant]] | calibration.segments: tenant and Tenant are the same column",
        "calibration.segments=[[]] | calibration.segments must not hold an empty list",
        "calibration.fallback=none | calibration.fallback (--set):",
        "pool.models=[a,b,a] | pool.models must hold each value once, got a twice",
        "quality.max-quarantined-share=1.5 | quality.max-quarantined-share must lie in [0, 1], got 1.5",
        "quality.max-quarantined-share=NaN | quality.max-quarantined-share must lie in [0, 1], got NaN",
        "publication.name=../x | publication.name must consist of letters",
        "lake.queries= | lake.queries (--set) must not be blank",
        "lake.output=s3://bucket/out | lake.output (--set): must be a folder on a local file system or s3a://bucket/path, got s3://bucket/out",
        "lake.output=hdfs:/out | lake.output (--set): must be a folder on a local file system or s3a://bucket/path, got hdfs:/out",
        "policy.risk-level=0.07 | policy.risk-level = 0.07 is not calibrated: expected one of calibration.risk-levels = [0.01, 0.05, 0.10,",
        "policy.normalization=sigmoid | policy.normalization = sigmoid is not calibrated: expected one of calibration.normalizations = [softmax]",
        "policy.null-score=absent | policy.null-score = absent is not calibrated: expected one of calibration.null-scores",
        "calibration.nonconformity=[inverse-probability] | policy.nonconformity = gap is not calibrated: expected one of calibration.nonconformity",
        "policy.risk-target=answerable-miss | policy.risk-target = answerable-miss is not calibrated: expected one of calibration.risk-targets",
        "exploration.slice=explored | exploration.least-probability must be set with exploration.slice = explored",
        "exploration.slice=some | exploration.slice (--set): Unknown exploration slice 'some', expected one of explored, all",
        "exploration.slice=answered | exploration.slice (--set): exploration slice must be explored or all, got answered: dropping the queries",
        "exploration.slice=complete | exploration.slice (--set): exploration slice must be explored or all, got complete: labels are complete",
        "exploration.slice=null-right | exploration.slice (--set): exploration slice must be explored or all, got null-right: when all",
        "exploration.least-probability=0 | exploration.least-probability (--set): Least probability must lie in (0, 1], got 0.0",
        "exploration.least-probability=NaN | exploration.least-probability (--set): Least probability must lie in (0, 1], got NaN",
        "exploration.varying=plain | exploration.varying (--set): Unknown varying probability 'plain', expected one of thin, weighted",
        "policy.guarantee=pac | policy.guarantee = pac is not calibrated: expected one of calibration.guarantees = [expected]",
      })
  void refusesWhatIsNotAllowedAndNamesTheKey(String assignment, String message) {
    assertThatThrownBy(() -> read(assignment))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void weightsServeTheExpectedRiskOnly() {
    assertThatThrownBy(
            () -> read("exploration.varying=weighted", "calibration.guarantees=[expected,pac]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("exploration.varying = weighted bounds the expected risk only");
    assertThat(read("exploration.varying=weighted").exploration().varying())
        .isEqualTo(VaryingProbability.WEIGHTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lake.queries", "lake.router-scores", "lake.outcomes", "lake.output"})
  void namesWhatIsRequired(String key) {
    Settings settings =
        settings(LAKE.stream().filter(assignment -> !assignment.startsWith(key + "=")).toList());

    assertThatThrownBy(() -> CalibrateSettings.read(settings, DateRange.ALL))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + " is required");
  }

  @Test
  void theLeastDeltaIsAllowed() {
    assertThat(read("calibration.delta=1e-60").delta()).isEqualTo(new BigDecimal("1E-60"));
  }

  @Test
  void fileUrisAreLocal() {
    assertThat(read("lake.output=file:///out/x").output()).isEqualTo("/out/x");
  }

  @Test
  void relativeOutputsBecomeAbsolute() {
    assertThat(read("lake.output=out/../x").output())
        .isEqualTo(Path.of("x").toAbsolutePath().toString());
  }

  @Test
  void aRangeWithoutDaysIsRefused() {
    Optional<LocalDate> day = Optional.of(LocalDate.of(2026, 11, 22));

    assertThatThrownBy(() -> new DateRange(day, day))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected a day after --from 2026-11-22, got 2026-11-22");
  }

  @Test
  void anOutputThatCannotBeWrittenIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("team"));
    Settings inAFile = settings(List.of("lake.output=" + file));
    Settings asAFile = settings(List.of("lake.output=" + folder, "publication.name=team"));
    Settings absent = settings(List.of("lake.output=" + folder.resolve("a/b")));

    assertThatThrownBy(() -> OutputSettings.requireWritable(inAFile))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "lake.output (--set) must be a folder that can be written, got " + file);
    assertThatThrownBy(() -> OutputSettings.requireWritable(asAFile))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "publication.name (--set) in lake.output (--set) must be a folder that can be written,"
                + " got "
                + file);
    OutputSettings.requireWritable(absent);
    assertThat(folder.resolve("a")).doesNotExist();
  }

  private static CalibrateConfig read(String... assignments) {
    List<String> all = new ArrayList<>(LAKE);
    all.addAll(List.of(assignments));
    return CalibrateSettings.read(settings(all), DateRange.ALL);
  }

  private static Settings settings(List<String> assignments) {
    return Settings.load(List.of(), assignments.stream().map(Assignment::ofSet).toList());
  }
}
