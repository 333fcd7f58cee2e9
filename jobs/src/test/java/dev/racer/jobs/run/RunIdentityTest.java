package dev.racer.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.Manifest.ConfigEntry;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunIdentityTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final DateRange RANGE =
      new DateRange(Optional.of(DAY), Optional.of(DAY.plusDays(1)));

  private static String night(
      String version, String revision, String key, String value, DateRange range, String records) {
    RunContext context =
        new RunContext(
            version,
            revision,
            Clock.systemUTC(),
            PublicationMode.PUBLISH,
            List.of(new ConfigEntry(key, value, "test")),
            Progress.NONE);
    return RunIdentity.ofRecords("nightly", context, range, new TreeMap<>(Map.of(DAY, records)));
  }

  private static String night(String key, String value) {
    return night("0.1.0", "5d1f0c2", key, value, RANGE, "ab");
  }

  @Test
  void codeConfigurationDaysAndRecordsMakeANight() {
    String night = night("policy.risk-level", "0.10");

    assertThat(night).matches("[0-9a-f]{16}").isEqualTo(night("policy.risk-level", "0.10"));
    assertThat(
            List.of(
                night("0.1.1", "5d1f0c2", "policy.risk-level", "0.10", RANGE, "ab"),
                night("0.1.0", "5d1f0c3", "policy.risk-level", "0.10", RANGE, "ab"),
                night("policy.risk-level", "0.05"),
                night("0.1.0", "5d1f0c2", "policy.risk-level", "0.10", DateRange.ALL, "ab"),
                night("0.1.0", "5d1f0c2", "policy.risk-level", "0.10", RANGE, "cd"),
                night))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "gate.level, true",
    "nightly.window, true",
    "lake.output, false",
    "lake.hadoop.fs.s3a.endpoint, false",
    "publication.time-to-live, false",
    "evaluate.trials, false",
    "route.votes, false"
  })
  void onlyWhatCanChangeANightIsPartOfIt(String key, boolean matters) {
    assertThat(night(key, "1").equals(night(key, "2"))).isEqualTo(!matters);
  }
}
