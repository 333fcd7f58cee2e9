package dev.racer.jobs.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void segmentsGoByTheirValues() {
    Names names =
        new Names(
            List.of("all", "benchmark=arc%20c", "benchmark=", "rest(benchmark)", "tenant=a&b=c"));

    assertThat(names.segment("all")).isEqualTo("all queries");
    assertThat(names.segment("benchmark=arc%20c")).isEqualTo("arc c");
    assertThat(names.segment("benchmark=")).isEqualTo("(empty)");
    assertThat(names.segment("rest(benchmark)")).isEqualTo("other benchmark");
    assertThat(names.segment("tenant=a&b=c")).isEqualTo("a, c");
  }

  @Test
  void segmentsWithTheSameValuesSayOfWhichColumns() {
    Names names = new Names(List.of("language=de", "tenant=de", "site=de", "tenant=a"));

    assertThat(names.segment("language=de")).isEqualTo("language de");
    assertThat(names.segment("site=de")).isEqualTo("site de");
    assertThat(names.segment("tenant=a")).isEqualTo("a");
  }

  @Test
  void filesOfRoutersAreToldApart() {
    assertThat(Names.slugs(List.of("KNN (k=40)", "knn k 40", "路由器", "a")))
        .isEqualTo(
            Map.of("KNN (k=40)", "knn-k-40", "knn k 40", "knn-k-40-2", "路由器", "router", "a", "a"));
  }

  @Test
  void modelsGoWithoutTheirOwnersUnlessThatMakesThemAlike() {
    Set<String> models = Set.of("a/small", "b/small", "a/large", "plain");

    assertThat(Names.model("a/large", models)).isEqualTo("large");
    assertThat(Names.model("b/small", models)).isEqualTo("b/small");
    assertThat(Names.model("plain", models)).isEqualTo("plain");
  }

  @Test
  void votesAreSpelledOut() {
    assertThat(Names.vote("majority")).isEqualTo("majority");
    assertThat(Names.vote("weighted:router-score")).isEqualTo("weighted by router score");
    assertThat(Names.shortVote("weighted:p_true")).isEqualTo("p_true");
  }

  @Test
  void trialsAreComparedWithinThemselves() {
    TrialNumbers one = new TrialNumbers(new TreeMap<>(Map.of(0, 0.5, 1, 0.75, 2, 1.0)));
    TrialNumbers other = new TrialNumbers(new TreeMap<>(Map.of(0, 0.25, 2, 0.75, 3, 0.0)));

    assertThat(one.minus(other).byTrial()).isEqualTo(Map.of(0, 0.25, 2, 0.25));
    assertThat(TrialNumbers.mean(List.of(one, other)).byTrial())
        .isEqualTo(Map.of(0, 0.375, 2, 0.875));
    assertThat(TrialNumbers.mean(List.of()).isEmpty()).isTrue();
  }
}
