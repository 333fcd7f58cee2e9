package dev.racer.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir private Path folder;

  @Test
  void defaultsHoldWhereNothingIsSet() {
    Settings settings = settings();

    assertThat(settings.text("publication.name")).isEqualTo("default");
    assertThat(settings.texts("calibration.risk-levels"))
        .containsExactly("0.01", "0.05", "0.10", "0.15", "0.20", "0.30", "0.40", "0.50");
    assertThat(settings.optionalText("lake.queries")).isEmpty();
    assertThat(settings.columns()).isEmpty();
  }

  @Test
  void laterSourcesWinKeyByKey() throws IOException {
    Path first =
        file("first.conf", "calibration { seed = 1, min-n = 1 }\npublication.name = first");
    Path second = file("second.conf", "calibration.seed = 2");

    Settings settings =
        Settings.load(
            List.of(first, second), assignments("publication.name=a", "publication.name=b"));

    assertThat(settings.text("calibration.seed")).isEqualTo("2");
    assertThat(settings.text("calibration.min-n")).isEqualTo("1");
    assertThat(settings.text("publication.name")).isEqualTo("b");
  }

  @Test
  void everyValueKnowsItsOrigin() throws IOException {
    Path file = file("my.conf", "\n\ncalibration {\n  seed = 7\n}\n");

    Map<String, SettingValue> effective =
        Settings.load(List.of(file), assignments("calibration.risk-levels=[0.1,0.20]")).effective();

    assertThat(effective)
        .containsEntry("calibration.seed", new SettingValue("7", file + ": 4"))
        .containsEntry("calibration.risk-levels", new SettingValue("[0.1, 0.20]", "--set"));
    assertThat(effective.get("calibration.min-n").origin()).matches("defaults\\.conf: [0-9]+");
    assertThat(effective).hasSameSizeAs(settings().effective());
  }

  @Test
  void effectiveValuesCanBeReadAgainAsAFile() throws IOException {
    Settings settings =
        settings(
            "calibration.exclude-where=router_train or \"x\" = 'a//b' # not a comment",
            "calibration.segments=[benchmark,[tenant,language]]",
            "lake.queries=s3a://lake/queries",
            "lake.output=/data//out",
            "pool.models=[\"gpt: 4\", null-model, meta/llama]",
            "lake.columns.outcomes.correct=score >= 0.5");
    StringBuilder text = new StringBuilder();
    settings
        .effective()
        .forEach((key, value) -> text.append(key + " = " + value.rendered() + " # here\n"));

    Settings again = Settings.load(List.of(file("again.conf", text.toString())), List.of());

    assertThat(again.effective().values().stream().map(SettingValue::rendered).toList())
        .isEqualTo(settings.effective().values().stream().map(SettingValue::rendered).toList());
    assertThat(again.text("lake.output")).isEqualTo("/data//out");
    assertThat(again.text("lake.queries")).isEqualTo("s3a://lake/queries");
    assertThat(again.texts("pool.models")).containsExactly("gpt: 4", "null-model", "meta/llama");
    assertThat(again.lists("calibration.segments"))
        .containsExactly(List.of("benchmark"), List.of("tenant", "language"));
    assertThat(again.text("calibration.exclude-where"))
        .isEqualTo("router_train or \"x\" = 'a//b' # not a comment");
    assertThat(again.columns()).isEqualTo(Map.of("outcomes", Map.of("correct", "score >= 0.5")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.10", "0.1", "1e-1", "0.100", ".5", "1.00", "NaN"})
  void numbersKeepTheTextInWhichTheyWereWritten(String text) throws IOException {
    Path file =
        file(
            "my.conf",
            "policy.risk-level = %s\ncalibration.risk-levels = [%s]".formatted(text, text));

    Settings fromFile = Settings.load(List.of(file), List.of());
    Settings fromSet =
        settings("policy.risk-level=" + text, "calibration.risk-levels=[" + text + "]");

    for (Settings settings : List.of(fromFile, fromSet)) {
      assertThat(settings.text("policy.risk-level")).isEqualTo(text);
      assertThat(settings.texts("calibration.risk-levels")).containsExactly(text);
    }
  }

  @Test
  void quotesAroundASingleValueAreTakenOff() {
    assertThat(settings("publication.name=\"a b\"").text("publication.name")).isEqualTo("a b");
  }

  @Test
  void emptyListsCanBeSet() {
    assertThat(settings("calibration.segments=[]").lists("calibration.segments")).isEmpty();
  }

  @Test
  void aListThatNeedNotBeSetIsAListOrNotSet() throws IOException {
    String key = "route.segment-by";
    Path file = file("segments.conf", "route.segment-by = [a, b]");

    assertThat(settings().optionalTexts(key)).isEmpty();
    assertThat(settings(key + "=[]").optionalTexts(key)).contains(List.of());
    assertThat(settings(key + "=[tenant]").optionalTexts(key)).contains(List.of("tenant"));
    assertThat(Settings.load(List.of(file), List.of()).optionalTexts(key))
        .contains(List.of("a", "b"));
    assertThat(Settings.load(List.of(file), assignments(key + "=null")).optionalTexts(key))
        .isEmpty();
    assertThatThrownBy(() -> settings(key + "=tenant"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key + " (--set) must be a list such as [a, b]");
    assertThatThrownBy(() -> settings("calibration.segments=null"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be a list such as [a, b]");
  }

  @Test
  void columnsOfSegmentsToRouteByCanBeMapped() {
    assertThat(
            settings("route.segment-by=[team]", "lake.columns.queries.team=upper(tenant)")
                .columns())
        .isEqualTo(Map.of("queries", Map.of("team", "upper(tenant)")));
  }

  @Test
  void columnsOfConfidencesThatVoteCanBeMapped() {
    assertThat(
            settings(
                    "route.votes=[majority,\"weighted:router-score@1\",\"weighted:p_true@0.2\"]",
                    "lake.columns.outcomes.p_true=percent / 100",
                    "lake.columns.outcomes.answer=said")
                .columns())
        .isEqualTo(Map.of("outcomes", Map.of("p_true", "percent / 100", "answer", "said")));
    assertThat(
            settings(
                    "evaluate.votes=[\"weighted:p_true\"]",
                    "lake.columns.outcomes.p_true=percent / 100")
                .columns())
        .isEqualTo(Map.of("outcomes", Map.of("p_true", "percent / 100")));
    assertThatThrownBy(
            () -> settings("route.votes=[majority]", "lake.columns.outcomes.p_true=percent / 100"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Unknown column in lake.columns.outcomes.p_true (--set)");
  }

  @Test
  void substitutionsAreResolvedAcrossFiles() throws IOException {
    Path base = file("base.conf", "publication.name = team");
    Path file = file("my.conf", "lake.output = /out/${publication.name}");

    assertThat(Settings.load(List.of(base, file), List.of()).text("lake.output"))
        .isEqualTo("/out/team");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "calibration.risk-level=[0.1] | Unknown configuration key calibration.risk-level (--set); did you mean calibration.risk-levels?",
        "policy.risklevel=0.1 | Unknown configuration key policy.risklevel (--set); did you mean policy.risk-level?",
        "calibration=3 | Unknown configuration key calibration (--set); expected one of [calibration.delta,",
        "calibration.seed.x=3 | Unknown configuration key calibration.seed.x (--set); did you mean calibration.seed?",
        "lake.columns.outcome.correct=x | Unknown table in lake.columns.outcome.correct (--set); did you mean outcomes?",
        "lake.columns.outcomes.corect=x | Unknown column in lake.columns.outcomes.corect (--set); did you mean correct?",
        "lake.columns.queries.benchmark=x | Unknown column in lake.columns.queries.benchmark (--set); expected one of [date, event_time,",
        "lake.columns=x | lake.columns (--set) must be a group of keys, got x",
        "calibration.risk-levels=0.1 | calibration.risk-levels (--set) must be a list such as [a, b], with quotes",
        "calibration.segments=[a:b] | must be a list such as [a, b], with quotes",
        "seed | --set must be key=value, got seed",
        "=3 | --set must be key=value, got =3",
        "a..b=3 | --set: a..b is not a key",
      })
  void refusesWhatDoesNotExistAndSaysWhatWasMeant(String assignment, String message) {
    assertThatThrownBy(() -> settings(assignment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void unknownKeysOfAFileAreNamedWithTheirLine() throws IOException {
    Path file = file("my.conf", "publication.name = x\n\ncalibration {\n  sed = 3\n}\n");

    assertThatThrownBy(() -> Settings.load(List.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Unknown configuration key calibration.sed (%s: 4); did you mean calibration.seed?",
            file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calibration = 3", "calibration.seed {}", "calibration.seed = [1]"})
  void refusesValuesOfAnotherShape(String text) throws IOException {
    Path file = file("my.conf", text);

    assertThatThrownBy(() -> Settings.load(List.of(file), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file + ": 1");
  }

  @Test
  void columnsOfSegmentsCanBeMapped() {
    Settings settings =
        settings("calibration.segments=[[tenant,lang]]", "lake.columns.queries.lang=language");

    assertThat(settings.columns()).isEqualTo(Map.of("queries", Map.of("lang", "language")));
  }

  @Test
  void absentAndMalformedFilesAndFoldersAreNamed() throws IOException {
    Path absent = folder.resolve("absent.conf");
    Path malformed = file("malformed.conf", "a = {\n");

    assertThatThrownBy(() -> Settings.load(List.of(folder), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Configuration file " + folder + " is a folder, expected a file");

    assertThatThrownBy(() -> Settings.load(List.of(absent), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Configuration file " + absent + " does not exist");
    assertThatThrownBy(() -> Settings.load(List.of(malformed), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Configuration file " + malformed + ": ");
  }

  @Test
  void aRequiredKeyWithoutValueIsNamed() {
    assertThatThrownBy(() -> settings().text("lake.output"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("lake.output is required: --set lake.output=..., or --config");
  }

  private static Settings settings(String... assignments) {
    return Settings.load(List.of(), assignments(assignments));
  }

  private static List<Assignment> assignments(String... assignments) {
    return Arrays.stream(assignments).map(Assignment::ofSet).toList();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
