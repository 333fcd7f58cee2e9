package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.racer.core.score.ScoreKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedThresholdTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @Test
  void derivesWhatGatewaysCompareWith() {
    PublishedThreshold row = new RowBuilder().build();

    assertThat(row.scoreKind()).isEqualTo(ScoreKind.ofKeys("softmax", "one-minus-max", "gap"));
    assertThat(row.fixedPointThreshold()).hasValue(1L << 38);
    assertThat(row.thresholdBits()).hasValue("3fd0000000000000");
  }

  @Test
  void hasNothingToCompareWithWithoutAThreshold() {
    PublishedThreshold row = new RowBuilder().infeasible().build();

    assertThat(row.fixedPointThreshold()).isEmpty();
    assertThat(row.thresholdBits()).isEmpty();
  }

  @Test
  void acceptsEveryOutcome() {
    RowBuilder unreachable = new RowBuilder().withoutThreshold("unreachable");
    RowBuilder borrowed = new RowBuilder().segment("benchmark=mmlu");
    borrowed.thresholdSegment = "rest(benchmark)";
    borrowed.guaranteeHoldsOn = Optional.of("rest(benchmark);fully-labelled");
    RowBuilder nothingMeasured = new RowBuilder();
    nothingMeasured.segmentN = 0;
    nothingMeasured.empiricalRisk = OptionalDouble.empty();
    nothingMeasured.answerableMissRate = OptionalDouble.empty();
    nothingMeasured.meanSetSize = OptionalDouble.empty();
    nothingMeasured.abstentionRate = OptionalDouble.empty();

    assertThat(unreachable.build().rank()).hasValue(91);
    assertThat(borrowed.build().guaranteeHoldsOn()).hasValue("rest(benchmark);fully-labelled");
    assertThat(nothingMeasured.build().threshold()).hasValue(.25);
  }

  @Test
  void withheldRowKeepsItsSizesOnly() {
    PublishedThreshold feasible = new RowBuilder().build();
    PublishedThreshold withheld = feasible.withheld();
    RowBuilder expected = new RowBuilder().withoutThreshold("withheld");
    expected.rank = OptionalLong.empty();

    assertThat(withheld).isEqualTo(expected.build());
    assertThat(withheld.withheld()).isEqualTo(withheld);
    assertThat(new RowBuilder().infeasible().build().withheld().n()).isEqualTo(5);
  }

  @Test
  void lentThresholdIsMeasuredOnNothing() {
    PublishedThreshold lender = new RowBuilder().build();
    RowBuilder expected = new RowBuilder().segment("benchmark=mmlu").borrowing("all");
    expected.segmentN = 7;
    expected.empiricalRisk = OptionalDouble.empty();
    expected.answerableMissRate = OptionalDouble.empty();
    expected.meanSetSize = OptionalDouble.empty();
    expected.abstentionRate = OptionalDouble.empty();

    assertThat(lender.lentTo("benchmark=mmlu", 7)).isEqualTo(expected.build());
  }

  @Test
  void ownThresholdOfASegmentIsNotLent() {
    PublishedThreshold own = new RowBuilder().segment("benchmark=mmlu").build();

    assertThatThrownBy(() -> own.lentTo("benchmark=arc", 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Threshold segment must be benchmark=arc, all");
  }

  @Test
  void deltaIsHeldWithoutTrailingZeros() {
    PublishedThreshold a = pac("0.050");
    PublishedThreshold b = pac("5E-2");

    assertThat(a).isEqualTo(b);
    assertThat(a.delta()).hasValue(new BigDecimal("0.05"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void orderIsThatOfTheDocument(long seed) {
    List<PublishedThreshold> ordered =
        List.of(
            row(row -> row.router = "Knn"),
            row(row -> row.normalization = "none"),
            row(row -> row.normalization = "sigmoid"),
            row(row -> row.nullScore = "absent"),
            row(row -> row.riskLevel = "0.05"),
            row(row -> row.riskLevel = "0.050000000000000000000001"),
            row(row -> row.riskLevel = "0.10"),
            row(
                row -> {
                  row.guarantee = "pac";
                  row.delta = Optional.of(new BigDecimal("0.05"));
                  row.riskLevel = "0.01";
                  row.nNeeded = 29;
                }),
            row(
                row -> {
                  row.nonconformity = "inverse-probability";
                  row.riskTarget = "answerable-miss";
                }),
            row(row -> row.nonconformity = "inverse-probability"),
            row(row -> row.segment("Tenant=a")),
            row(row -> row.segment("benchmark=mmlu")),
            row(row -> row.router = "\uFF21"),
            row(row -> row.router = "\uD83D\uDE00"));
    List<PublishedThreshold> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(seed));

    shuffled.sort(PublishedThreshold.ORDER);

    assertThat(shuffled).isEqualTo(ordered);
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        wrong(row -> row.publication = " ", "Publication must not be blank, got ' '"),
        wrong(row -> row.router = "", "Router must not be blank, got ''"),
        wrong(
            row -> row.router = "\uD83D", "Text must not hold an unpaired surrogate, got '\uD83D'"),
        wrong(
            row -> row.segment("benchmark"),
            "Segment must be 'all' or hold 'column=value', got 'benchmark'"),
        wrong(
            row -> row.thresholdSegment = "benchmark=mmlu",
            "Threshold segment must be all, all, or the rest over its columns,"
                + " got benchmark=mmlu"),
        wrong(
            row -> {
              row.segment("benchmark=mmlu");
              row.thresholdSegment = "rest(tenant)";
            },
            "Threshold segment must be benchmark=mmlu, all, or the rest over its columns,"
                + " got rest(tenant)"),
        wrong(
            row -> row.guaranteeHoldsOn = Optional.of("benchmark=mmlu"),
            "Guarantee must hold on the threshold's segment all, got benchmark=mmlu"),
        wrong(
            row -> row.normalization = "softMax",
            "Unknown normalization 'softMax', expected one of softmax, sigmoid, none"),
        wrong(
            row -> row.nullScore = "gap",
            "Unknown null score 'gap', expected one of one-minus-max, absent"),
        wrong(
            row -> row.nonconformity = "absent",
            "Unknown nonconformity 'absent', expected one of gap, inverse-probability"),
        wrong(row -> row.ties = "no", "Unknown ties 'no', expected one of smoothed, none"),
        wrong(
            row -> row.riskTarget = "miss",
            "Risk target must be one of misrouting, answerable-miss, got 'miss'"),
        wrong(row -> row.guarantee = "PAC", "Guarantee must be one of expected, pac, got 'PAC'"),
        wrong(
            row -> row.guarantee = "pac",
            "Delta must be given exactly for guarantee pac, got none for pac"),
        wrong(
            row -> row.delta = Optional.of(new BigDecimal("0.05")),
            "Delta must be given exactly for guarantee pac, got 0.05 for expected"),
        wrong(
            row -> {
              row.guarantee = "pac";
              row.delta = Optional.of(BigDecimal.ONE);
            },
            "Delta must lie in (0, 1), got 1"),
        wrong(row -> row.riskLevel = "1.0", "Risk level must lie in (0, 1), got 1.0"),
        wrong(row -> row.riskLevel = "0", "Risk level must lie in (0, 1), got 0"),
        wrong(row -> row.riskLevel = "NaN", "Risk level must be a decimal number, got 'NaN'"),
        wrong(
            row -> row.poolId = "A423cabc64b3c040",
            "Pool id must be 16 lower-case hexadecimal digits, got A423cabc64b3c040"),
        wrong(
            row -> {
              row.infeasible();
              row.n = -1;
            },
            "n must not be negative, got -1"),
        wrong(row -> row.segmentN = -1, "Segment n must not be negative, got -1"),
        wrong(row -> row.nTotal = 99, "Total n must be at least n = 100, got 99"),
        wrong(row -> row.answerableN = 101, "Answerable n must lie in [0, total n = 100], got 101"),
        wrong(row -> row.answerableN = -1, "Answerable n must lie in [0, total n = 100], got -1"),
        wrong(
            row -> row.status = "Feasible",
            "Status must be one of feasible, infeasible, unreachable, withheld, got 'Feasible'"),
        wrong(
            row -> row.nNeeded = 101,
            "Needed n must be greater than n = 100 exactly when infeasible, status feasible,"
                + " got 101"),
        wrong(
            row -> {
              row.infeasible();
              row.nNeeded = 5;
            },
            "Needed n must be greater than n = 5 exactly when infeasible, status infeasible,"
                + " got 5"),
        wrong(
            row -> row.rank = OptionalLong.empty(), "Rank must be present when feasible, got none"),
        wrong(
            row -> {
              row.infeasible();
              row.rank = OptionalLong.of(6);
            },
            "Rank must be absent when infeasible, got one"),
        wrong(row -> row.rank = OptionalLong.of(101), "Rank must lie in [1, n = 100], got 101"),
        wrong(row -> row.rank = OptionalLong.of(0), "Rank must lie in [1, n = 100], got 0"),
        wrong(
            row -> row.threshold = OptionalDouble.empty(),
            "Threshold must be present when feasible, got none"),
        wrong(
            row -> {
              row.withoutThreshold("unreachable");
              row.threshold = OptionalDouble.of(1);
            },
            "Threshold must be absent when unreachable, got one"),
        wrong(
            row -> row.withoutThreshold("withheld"), "Rank must be absent when withheld, got one"),
        wrong(
            row -> {
              row.withoutThreshold("withheld");
              row.rank = OptionalLong.empty();
              row.threshold = OptionalDouble.of(1);
            },
            "Threshold must be absent when withheld, got one"),
        wrong(
            row -> row.threshold = OptionalDouble.of(.1),
            "Threshold must be a multiple of 2^-40, got 0.1"),
        wrong(
            row -> row.threshold = OptionalDouble.of(-0.0),
            "Threshold must be a multiple of 2^-40, got -0.0"),
        wrong(
            row -> row.threshold = OptionalDouble.of(Double.POSITIVE_INFINITY),
            "Nonconformity must lie in [-4096, 4096], got Infinity"),
        wrong(
            row -> row.guaranteeHoldsOn = Optional.empty(),
            "Guaranteed segment must be present when feasible, got none"),
        wrong(
            row -> row.trueRiskInterval = Optional.empty(),
            "True risk interval must be present when feasible, got none"),
        wrong(
            row -> row.sampling = "biased",
            "Sampling must be one of plain, thinned, weighted, got 'biased'"),
        wrong(
            row -> row.sampling = "weighted",
            "True risk interval must be absent when feasible with weights, got one"),
        wrong(
            row -> {
              row.sampling = "weighted";
              row.guarantee = "pac";
              row.delta = Optional.of(new BigDecimal("0.05"));
            },
            "Guarantee must be expected with weights, got pac"),
        wrong(row -> row.intervalLevel = 1, "Interval level must lie in (0, 1), got 1.0"),
        wrong(
            row -> row.empiricalRisk = OptionalDouble.of(1.5),
            "Empirical risk must lie in [0, 1], got 1.5"),
        wrong(
            row -> row.answerableMissRate = OptionalDouble.of(Double.NaN),
            "Answerable miss rate must lie in [0, 1], got NaN"),
        wrong(
            row -> row.abstentionRate = OptionalDouble.of(-.5),
            "Abstention rate must lie in [0, 1], got -0.5"),
        wrong(
            row -> row.meanSetSize = OptionalDouble.of(Double.POSITIVE_INFINITY),
            "Mean set size must not be negative, got Infinity"),
        wrong(
            row -> {
              row.infeasible();
              row.meanSetSize = OptionalDouble.of(3);
            },
            "Rates must be absent without a threshold, got OptionalDouble[3.0]"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("contradictions")
  void refusesRowsAtOddsWithThemselves(RowBuilder row, String message) {
    assertThatThrownBy(row::build).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void refusesIntervalsOutOfOrder() {
    assertThatThrownBy(() -> new PublishedThreshold.Interval(.2, .1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Risk interval must be ordered within [0, 1], got [0.2, 0.1]");
  }

  private static Arguments wrong(Consumer<RowBuilder> change, String message) {
    RowBuilder row = new RowBuilder();
    change.accept(row);
    return arguments(row, message);
  }

  private static PublishedThreshold row(Consumer<RowBuilder> change) {
    RowBuilder row = new RowBuilder();
    change.accept(row);
    return row.build();
  }

  private static PublishedThreshold pac(String delta) {
    return row(
        row -> {
          row.guarantee = "pac";
          row.delta = Optional.of(new BigDecimal(delta));
          row.nNeeded = 29;
        });
  }
}
