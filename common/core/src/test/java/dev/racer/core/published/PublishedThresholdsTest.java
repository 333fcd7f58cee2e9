package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedThresholdsTest {
  private static final ModelPool OTHER_POOL = ModelPool.of(List.of("gemma"));

  @Test
  void holdsItsPartsInTheOrderOfTheDocument() {
    PublishedThreshold all = row(row -> {});
    PublishedThreshold mmlu = row(row -> row.segment("benchmark=mmlu"));
    PublishedThreshold other =
        row(
            row -> {
              row.router = "Mlp";
              row.poolId = OTHER_POOL.id();
            });
    PublishedRouter knn = new PublishedRouter("knn", RowBuilder.POOL.id());
    PublishedRouter mlp = new PublishedRouter("Mlp", OTHER_POOL.id());

    PublishedThresholds document =
        with(List.of(OTHER_POOL, RowBuilder.POOL), List.of(knn, mlp), mmlu, other, all);

    assertThat(document.pools()).containsExactly(OTHER_POOL, RowBuilder.POOL); // by id
    assertThat(document.routers()).containsExactly(mlp, knn);
    assertThat(document.thresholds()).containsExactly(other, all, mmlu);
  }

  @Test
  void cannotBeChangedFromOutside() {
    PublishedThresholds document = Documents.of(row(row -> {}));

    assertThatThrownBy(() -> document.thresholds().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> document.segmentColumns().get(0).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void policyComparesRiskLevelsAsNumbers() {
    PublishedThreshold row = row(r -> r.riskLevel = "1e-1");

    assertThat(Documents.POLICY.names(row)).isTrue();
    assertThat(Documents.of(row).thresholds()).containsExactly(row);
  }

  @Test
  void policyNamesNoRowThatDiffersInOneChoice() {
    assertThat(
            List.<Consumer<RowBuilder>>of(
                row -> row.normalization = "sigmoid",
                row -> row.nullScore = "absent",
                row -> row.nonconformity = "inverse-probability",
                row -> row.riskTarget = "answerable-miss",
                row -> row.riskLevel = "0.11"))
        .allSatisfy(change -> assertThat(Documents.POLICY.names(row(change))).isFalse());
  }

  static Stream<Arguments> foreignRows() {
    return Stream.of(
        foreign(row -> row.publication = "other", "publication default"),
        foreign(row -> row.router = "mlp", "a router of the document with its pool id"),
        foreign(row -> row.poolId = OTHER_POOL.id(), "a router of the document with its pool id"),
        foreign(row -> row.ties = "none", "ties smoothed as in smoothing"),
        foreign(
            row -> row.segment("language=de"), "a segment over [[benchmark], [tenant, language]]"),
        foreign(row -> row.inForce = false, "in force exactly when the policy names the row"),
        foreign(row -> row.riskLevel = "0.05", "in force exactly when the policy names the row"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("foreignRows")
  void refusesRowsThatDoNotBelongToIt(PublishedThreshold row, String expected) {
    assertThatThrownBy(() -> Documents.of(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Threshold must have %s, got router %s, segment %s, softmax, one-minus-max, gap,"
                + " misrouting, expected, risk level %s, pool %s, ties %s, in force %s",
            expected,
            row.router(),
            row.segment(),
            row.riskLevel(),
            row.poolId(),
            row.ties(),
            row.inForce());
  }

  @Test
  void refusesTheSameRiskLevelTwice() {
    PublishedThreshold a = row(row -> {});
    PublishedThreshold b = row(row -> row.riskLevel = "0.1");

    assertThatThrownBy(() -> Documents.of(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Threshold must be given once, got router knn, segment all, ")
        .hasMessageEndingWith("again");
  }

  @Test
  void refusesPartsGivenTwice() {
    PublishedRouter knn = new PublishedRouter("knn", RowBuilder.POOL.id());

    assertThatThrownBy(() -> with(List.of(RowBuilder.POOL, RowBuilder.POOL), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Pool must be given once, got a423cabc64b3c040 again");
    assertThatThrownBy(() -> with(List.of(RowBuilder.POOL), List.of(knn, knn)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Router must be given once, got knn again");
  }

  @Test
  void refusesRoutersWithoutTheirPool() {
    assertThatThrownBy(
            () -> with(List.of(RowBuilder.POOL), List.of(new PublishedRouter("mlp", "feed"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Pool id of router mlp must be one of a423cabc64b3c040, got 'feed'");
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "drop|refuse|all|0|Unknown labels must be one of worst-case, exclude, got 'drop'",
        "exclude|skip|all|0|Infeasible action must be one of call-all, refuse, got 'skip'",
        "exclude|refuse|own|0|Fallback must be one of rest, all, call-all, got 'own'",
        "exclude|refuse|all|-1|Min n must not be negative, got -1"
      })
  void refusesUnknownChoices(
      String unknownLabels, String infeasibleAction, String fallback, long minN, String message) {
    assertThatThrownBy(
            () ->
                new PublishedThresholds(
                    "default",
                    List.of(),
                    List.of(),
                    new Smoothing(Ties.NONE, .5, 0),
                    unknownLabels,
                    infeasibleAction,
                    fallback,
                    minN,
                    List.of(),
                    Documents.POLICY,
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Arguments foreign(Consumer<RowBuilder> change, String expected) {
    return arguments(row(change), expected);
  }

  private static PublishedThreshold row(Consumer<RowBuilder> change) {
    RowBuilder row = new RowBuilder();
    change.accept(row);
    return row.build();
  }

  private static PublishedThresholds with(
      List<ModelPool> pools, List<PublishedRouter> routers, PublishedThreshold... rows) {
    return new PublishedThresholds(
        "default",
        pools,
        routers,
        new Smoothing(Ties.SMOOTHED, Smoothing.DEFAULT_WIDTH, 0),
        "worst-case",
        "call-all",
        "rest",
        100,
        List.of(List.of("benchmark")),
        Documents.POLICY,
        List.of(rows));
  }
}
