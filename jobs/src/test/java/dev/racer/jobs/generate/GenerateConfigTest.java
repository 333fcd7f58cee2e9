package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.racer.jobs.generate.GenerateConfig.Drift;
import dev.racer.jobs.generate.Traffic.Retraining;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GenerateConfigTest {
  static Stream<Arguments> badFields() {
    LocalDate before = LocalDate.of(2025, 12, 31);
    return Stream.of(
        bad(c -> c.queries(0), "Number of queries must lie in [1, 10^9], got 0"),
        bad(
            c -> c.queries(1_000_000_001L),
            "Number of queries must lie in [1, 10^9], got 1000000001"),
        bad(c -> c.days(0), "Number of days must lie in [1, 36525], got 0"),
        bad(
            c -> c.startDate(LocalDate.of(9999, 12, 31)),
            "Start date must leave all days between 1970-01-01 and 9999-12-31, got 9999-12-31"),
        bad(c -> c.models(1_001), "Number of models must lie in [1, 1000], got 1001"),
        bad(c -> c.routers(0), "Number of routers must lie in [1, 1000], got 0"),
        bad(c -> c.routers(List.of()), "Number of routers must be at least 1, got 0"),
        bad(
            c -> c.routers(List.of(RouterSpec.parse("a:logit"), RouterSpec.parse("a:knn3"))),
            "Router name must be given once only, got a"),
        bad(c -> c.routerTrainShare(1), "Router training share must lie in [0, 1), got 1.0"),
        bad(c -> c.tenants(0), "Number of tenants must lie in [1, 1000000], got 0"),
        bad(c -> c.skew(1), "Skew must lie in (0, 1), got 1.0"),
        bad(c -> c.skew(.9).tenants(1), "Number of tenants must be at least 2 with a skew, got 1"),
        bad(
            c -> c.drift(new Drift(before, 0.5)),
            "First day of the drift must lie in [2026-01-01, 2026-01-15), got 2025-12-31"),
        bad(c -> c.drift(new Drift(before, 0)), "Drift strength must lie in (0, 1], got 0.0"),
        bad(c -> c.corruptShare(-0.1), "Corrupt share must lie in [0, 1], got -0.1"),
        bad(c -> c.unknownShare(Double.NaN), "Unknown share must lie in [0, 1], got NaN"),
        bad(
            c -> c.fullFanoutProbability(0),
            "Full fan-out probability must lie in (0, 1], got 0.0"),
        bad(
            c -> c.fullFanoutProbability(1).traffic(Traffic.EVERYTHING.exploring(0.5)),
            "Full fan-out probability must not be given beside an exploration, which has its own,"
                + " got 1.0"),
        bad(
            c -> c.traffic(Traffic.EVERYTHING.exploring(0)),
            "Exploration must lie in (0, 1], got 0.0"),
        bad(
            c -> c.traffic(Traffic.EVERYTHING.exploring(0.5, 1.5)),
            "Greatest exploration must lie in [0.5, 1], got 1.5"),
        bad(
            c -> c.traffic(Traffic.EVERYTHING.calling(0)),
            "Number of called models must be at least 1, got 0"),
        bad(
            c -> c.traffic(Traffic.EVERYTHING.calling(8)),
            "Number of called models must lie in [1, 7], got 8"),
        bad(
            c -> c.traffic(Traffic.EVERYTHING.retraining(new Retraining("x", before))),
            "Router trained anew must be one of [knn, mlp], got x"),
        bad(
            c -> c.traffic(Traffic.EVERYTHING.retraining(new Retraining("knn", before))),
            "Day of a retraining must lie in (2026-01-01, 2026-01-15), got 2025-12-31"),
        bad(
            c ->
                c.traffic(
                    Traffic.EVERYTHING
                        .retraining(new Retraining("knn", before))
                        .retraining(new Retraining("knn", before))),
            "Retraining must be given once only, got knn@2025-12-31"),
        bad(c -> c.rowsPerFile(0), "Rows per file must be at least 1, got 0"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badFields")
  void badFieldIsRefusedByName(UnaryOperator<GenerateConfig.Builder> change, String message) {
    GenerateConfig.Builder builder = GenerateConfig.to(Path.of("lake"));

    assertThatThrownBy(() -> change.apply(builder).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void defaultsAreValid() {
    GenerateConfig config = GenerateConfig.to(Path.of("lake")).build();

    assertThat(config.models()).isEqualTo(7);
    assertThat(config.routers()).extracting(RouterSpec::name).containsExactly("knn", "mlp");
  }

  private static Arguments bad(UnaryOperator<GenerateConfig.Builder> change, String message) {
    return arguments(change, message);
  }
}
