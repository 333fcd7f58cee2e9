package dev.racer.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPoolTest {
  private static final ModelPool POOL = ModelPool.of(List.of("qwen", "llama", "mistral"));

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @Test
  void holdsModelsInCodePointOrder() {
    ModelPool pool = ModelPool.of(List.of("b", "\uD83D\uDE00", "B", "\uFF21"));

    assertThat(pool.models()).containsExactly("B", "b", "\uFF21", "\uD83D\uDE00");
    assertThat(pool.size()).isEqualTo(4);
    assertThat(pool.model(0)).isEqualTo("B");
  }

  @ParameterizedTest(name = "{0} is at {1}")
  @CsvSource({"llama, 0", "mistral, 1", "qwen, 2", "gemma, -1", "a, -1", "zephyr, -1", "'', -1"})
  void findsModels(String model, int index) {
    assertThat(POOL.indexOf(model)).isEqualTo(index);
  }

  @Test
  void nullModelComesAfterTheCandidates() {
    assertThat(NullModel.index(POOL)).isEqualTo(3);
    assertThat(POOL.indexOf(NullModel.HASH_ID)).isEqualTo(-1);
  }

  /** Golden: Python 3.11, hashlib.sha256 over the ids as UTF-8, each followed by b"\0". */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a, ffe9aaeaa2a2d504",
    "qwen llama mistral, a423cabc64b3c040",
    "Mistral-7B MetaMath-Mistral-7B zephyr-7b-beta Chinese-Mistral-7B dolphin-2.6-mistral-7b"
        + " Meta-Llama-3-8B dolphin-2.9-llama3-8b, 4ffb69d9949af2a3",
    "\uD83D\uDE00 \uFF21 a, c1aad253377bf09a",
  })
  void idIsPinned(String models, String id) {
    assertThat(ModelPool.of(Arrays.asList(models.split(" "))).id()).isEqualTo(id);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void orderOfArrivalChangesNothing(long seed) {
    List<String> shuffled = Arrays.asList("a", "B", "a-1", "\uFF21", "\uD83D\uDE00", "Zephyr");
    ModelPool expected = ModelPool.of(shuffled);
    Collections.shuffle(shuffled, new Random(seed));

    ModelPool pool = ModelPool.of(shuffled);

    assertThat(pool).isEqualTo(expected).hasSameHashCodeAs(expected);
    assertThat(pool.id()).isEqualTo(expected.id());
    assertThat(pool.models()).isSortedAccordingTo(CodePointOrder.INSTANCE);
  }

  @Test
  void differsByItsModels() {
    assertThat(POOL)
        .isNotEqualTo(ModelPool.of(List.of("llama", "mistral")))
        .isNotEqualTo(List.of("llama", "mistral", "qwen"));
    assertThat(ModelPool.of(List.of("ab", "c")).id())
        .isNotEqualTo(ModelPool.of(List.of("a", "bc")).id());
  }

  @Test
  void listOfModelsCannotBeChanged() {
    assertThatThrownBy(() -> POOL.models().set(0, "other"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void survivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(POOL);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(POOL).hasToString("ModelPool[llama, mistral, qwen]");
    }
  }

  @Test
  void refusesAnEmptyPool() {
    assertThatThrownBy(() -> ModelPool.of(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Model pool must hold at least one model, got none");
  }

  @Test
  void refusesTheSameModelTwice() {
    assertThatThrownBy(() -> ModelPool.of(List.of("qwen", "llama", "qwen")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Model pool must hold distinct models, got 'qwen' more than once");
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> ModelPool.of(Arrays.asList("qwen", null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Model id must not be null or blank, got null");
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"", " ", "\t\n"})
  void refusesBlankIds(String model) {
    assertThatThrownBy(() -> ModelPool.of(List.of("qwen", model)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Model id must not be null or blank, got '" + model + "'");
  }

  @Test
  void refusesIdsThatCouldShareTheirBytesWithOthers() {
    assertThatThrownBy(() -> ModelPool.of(List.of("a\0b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Model id must not hold the character U+0000, got 'a\0b'");
    assertThatThrownBy(() -> ModelPool.of(List.of("a\uD83D")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Text must not hold an unpaired surrogate, got 'a\uD83D'");
  }
}
