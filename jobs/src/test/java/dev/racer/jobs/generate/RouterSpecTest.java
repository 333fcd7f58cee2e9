package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.jobs.generate.RouterSpec.Form;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterSpecTest {
  @Test
  void readsNameKindResolutionAndSkill() {
    assertThat(RouterSpec.parse("knn:knn40"))
        .isEqualTo(new RouterSpec("knn", Form.NEIGHBOURS, 40, RouterSpec.DEFAULT_SKILL));
    assertThat(RouterSpec.parse("my.mlp:logit:1.5"))
        .isEqualTo(new RouterSpec("my.mlp", Form.LOGIT, 0, 1.5));
    assertThat(RouterSpec.parse("coarse:levels5"))
        .isEqualTo(new RouterSpec("coarse", Form.LEVELS, 5, RouterSpec.DEFAULT_SKILL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "knn",
        "knn:",
        ":knn40",
        "knn:knn",
        "mlp:sigmoid5",
        "mlp:tanh",
        "a:logit:x",
        "a:logit:1.2.3",
        "a:knn99999999999",
        "a b:logit",
        ""
      })
  void textThatCannotBeReadIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> RouterSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Router '" + text + "' cannot be read: expected name:kind")
        .hasMessageContaining("knn:knn40");
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> RouterSpec.parse("a:levels1"))
        .hasMessage("Router a: the number after 'levels' must lie in [2, 1000000], got 1");
    assertThatThrownBy(() -> RouterSpec.parse("a:logit:5.1"))
        .hasMessage("Router a: skill must lie in [0, 5], got 5.1");
  }

  @Test
  void lineUpHasDistinctNamesAndCanBeReadBack() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      RouterSpec router = RouterSpec.ofLineUp(i);

      assertThat(names.add(router.name())).isTrue();
      assertThat(RouterSpec.parse(router.text())).isEqualTo(router);
    }
    assertThat(names).hasSize(50).contains("knn", "mlp", "router-3");
  }
}
