package dev.racer.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.racer.core.gate.MissTest.Tails;
import dev.racer.core.gate.NightTest.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NightTestTest {
  private static final double LEVEL = .001;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @Test
  void healthyRowsPass() {
    NightTest night = NightTest.of(List.of(row("all", 100), row("language=en", 95)), LEVEL);

    assertThat(night.refused()).isFalse();
    assertThat(night.refusedSources()).isEmpty();
    assertThat(night.verdicts()).extracting(Verdict::refused).containsExactly(false, false);
  }

  @Test
  void manyMissesAreRefusedForTheirRowOnly() {
    NightTest night = NightTest.of(List.of(row("all", 100), row("language=en", 160)), LEVEL);

    assertThat(night.refused()).isTrue();
    assertThat(night.refusedSources()).containsExactly(new ThresholdSource("knn", "language=en"));
    assertThat(night.verdicts().get(1).refusedForFew()).isFalse();
  }

  @Test
  void improbablyFewMissesAreRefusedAsSuch() {
    NightTest night = NightTest.of(List.of(row("all", 40)), LEVEL);

    assertThat(night.verdicts().get(0).refusedForFew()).isTrue();
  }

  @Test
  void moreRowsNeedMoreMisses() {
    Verdict alone = NightTest.of(List.of(row("all", 100)), LEVEL).verdicts().get(0);
    List<NightTest.Row> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(row("tenant=" + i, 100));
    }
    Verdict amongMany = NightTest.of(many, LEVEL).verdicts().get(0);

    assertThat(amongMany.leastRefused().getAsLong())
        .isGreaterThan(alone.leastRefused().getAsLong());
    assertThat(amongMany.mostRefusedBelow().getAsLong())
        .isLessThan(alone.mostRefusedBelow().getAsLong());
  }

  @Test
  void nightWithoutRowsPasses() {
    assertThat(NightTest.of(List.of(), LEVEL).refused()).isFalse();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void limitsAreWhereTheVerdictChanges(long seed) {
    Random random = new Random(seed);
    List<NightTest.Row> rows = new ArrayList<>();
    int size = 1 + random.nextInt(6);
    for (int i = 0; i < size; i++) {
      rows.add(row("tenant=" + i, 55 + random.nextInt(100)));
    }
    NightTest night = NightTest.of(rows, .05);

    for (int i = 0; i < size; i++) {
      Verdict verdict = night.verdicts().get(i);
      long above = verdict.leastRefused().getAsLong();
      long below = verdict.mostRefusedBelow().getAsLong();
      assertThat(refuses(rows, i, above)).isTrue();
      assertThat(refuses(rows, i, above - 1)).isFalse();
      assertThat(refuses(rows, i, below)).isTrue();
      assertThat(refuses(rows, i, below + 1)).isFalse();
      long misses = rows.get(i).test().misses();
      assertThat(verdict.refused()).isEqualTo(misses >= above || misses <= below);
    }
  }

  @Test
  void refusesASourceThatIsTestedTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NightTest.of(List.of(row("all", 100), row("all", 101)), LEVEL))
        .withMessageContaining("Each source must be tested once");
  }

  @Test
  void refusesALevelThatIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> NightTest.of(List.of(), 0));
  }

  private static boolean refuses(List<NightTest.Row> rows, int index, long misses) {
    List<NightTest.Row> changed = new ArrayList<>(rows);
    changed.set(index, row(rows.get(index).source().segment(), misses));
    return NightTest.of(changed, .05).verdicts().get(index).refused();
  }

  /** 1,000 fresh queries, of which 100 are expected to be missed. */
  private static NightTest.Row row(String segment, long misses) {
    return new NightTest.Row(
        new ThresholdSource("knn", segment), MissTest.of(9_999, 9_000, 1_000, misses, Tails.BOTH));
  }
}
