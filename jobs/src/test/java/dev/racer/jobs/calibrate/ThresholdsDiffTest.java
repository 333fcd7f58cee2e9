package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.testing.TinyPublication;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ThresholdsDiffTest {
  private static final PublishedThreshold ALL =
      TinyPublication.row("knn", "all", "gap", "0.10", 100, OptionalDouble.of(0.5));
  private static final PublishedThreshold SEGMENT =
      TinyPublication.row("mlp", "tenant=a", "gap", "0.2", 50, OptionalDouble.of(0.25));

  @Test
  void everythingIsNewBeforeTheFirstVersion() {
    ThresholdsDiff diff = ThresholdsDiff.of(Optional.empty(), document(ALL, SEGMENT));

    assertThat(diff.lines())
        .containsExactly(
            "2 rows added, 0 removed, 0 changed, 0 unchanged",
            "+ knn all softmax/one-minus-max/gap misrouting expected 0.10: threshold 0.5, n 100,"
                + " feasible, in force",
            "+ mlp tenant=a softmax/one-minus-max/gap misrouting expected 0.2: threshold 0.25, n"
                + " 50, feasible");
  }

  @Test
  void equalDocumentsDoNotDiffer() {
    ThresholdsDiff diff = ThresholdsDiff.of(Optional.of(document(ALL)), document(ALL));

    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.lines()).containsExactly("0 rows added, 0 removed, 0 changed, 1 unchanged");
  }

  @Test
  void changesShowOldAndNew() {
    PublishedThreshold moved =
        TinyPublication.row("knn", "all", "gap", "0.10", 120, OptionalDouble.of(0.625));
    PublishedThreshold lost =
        TinyPublication.row("mlp", "tenant=a", "gap", "0.2", 2, OptionalDouble.empty());

    ThresholdsDiff diff =
        ThresholdsDiff.of(Optional.of(document(ALL, SEGMENT)), document(moved, lost));

    assertThat(diff.isEmpty()).isFalse();
    assertThat(diff.lines())
        .containsExactly(
            "0 rows added, 0 removed, 2 changed, 0 unchanged",
            "~ knn all softmax/one-minus-max/gap misrouting expected 0.10: threshold 0.5 -> 0.625,"
                + " n 100 -> 120, feasible",
            "~ mlp tenant=a softmax/one-minus-max/gap misrouting expected 0.2: threshold 0.25 ->"
                + " none, n 50 -> 2, feasible -> infeasible");
  }

  @Test
  void aBorrowedThresholdSaysFromWhere() {
    PublishedThreshold borrowed =
        new PublishedThreshold(
            SEGMENT.publication(),
            SEGMENT.router(),
            SEGMENT.segment(),
            "rest(tenant)",
            Optional.of("rest(tenant)"),
            SEGMENT.normalization(),
            SEGMENT.nullScore(),
            SEGMENT.nonconformity(),
            SEGMENT.ties(),
            SEGMENT.sampling(),
            SEGMENT.riskTarget(),
            SEGMENT.guarantee(),
            SEGMENT.delta(),
            SEGMENT.riskLevel(),
            SEGMENT.poolId(),
            SEGMENT.n(),
            SEGMENT.nTotal(),
            SEGMENT.answerableN(),
            SEGMENT.segmentN(),
            SEGMENT.rank(),
            SEGMENT.nNeeded(),
            SEGMENT.status(),
            SEGMENT.threshold(),
            SEGMENT.empiricalRisk(),
            SEGMENT.answerableMissRate(),
            SEGMENT.meanSetSize(),
            SEGMENT.abstentionRate(),
            SEGMENT.trueRiskInterval(),
            SEGMENT.intervalLevel(),
            SEGMENT.inForce());

    assertThat(ThresholdsDiff.of(Optional.of(document(SEGMENT)), document(borrowed)).lines())
        .last()
        .asString()
        .endsWith("feasible, rows of tenant=a -> rest(tenant)");
  }

  @Test
  void aRiskLevelIsTheSameHoweverItIsWritten() {
    PublishedThreshold respelled =
        TinyPublication.row("mlp", "tenant=a", "gap", "0.20", 50, OptionalDouble.of(0.25));

    ThresholdsDiff diff = ThresholdsDiff.of(Optional.of(document(SEGMENT)), document(respelled));

    assertThat(diff.changed()).hasSize(1);
    assertThat(diff.added()).isEmpty();
  }

  @Test
  void removedRowsAndOtherSettingsAreNamed() {
    PublishedThresholds before = document(ALL, SEGMENT);
    PublishedThresholds plain = document(ALL);
    PublishedThresholds after =
        new PublishedThresholds(
            plain.publication(),
            plain.pools(),
            plain.routers(),
            plain.smoothing(),
            plain.unknownLabels(),
            "refuse",
            plain.fallback(),
            200,
            plain.segmentColumns(),
            plain.policy(),
            plain.thresholds());

    assertThat(ThresholdsDiff.of(Optional.of(before), after).lines())
        .containsExactly(
            "0 rows added, 1 removed, 0 changed, 1 unchanged",
            "~ infeasible action: call-all -> refuse",
            "~ min n: 10 -> 200",
            "- mlp tenant=a softmax/one-minus-max/gap misrouting expected 0.2: threshold 0.25, n"
                + " 50, feasible");
  }

  private static PublishedThresholds document(PublishedThreshold... rows) {
    return TinyPublication.document(List.of(rows));
  }
}
