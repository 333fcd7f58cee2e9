package dev.racer.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"", "llama", "gr\u00F6\u00DFe", "\uFF21\uD83D\uDE00"})
  void encodesWellFormedTextAsTheLibraryDoes(String text) {
    byte[] encoded = Utf8.encode(text);

    assertThat(encoded).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    assertThat(Utf8.decode(encoded).toString()).isEqualTo(text);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"\uD83D", "\uDE00", "a\uDE00\uD83Db"})
  void refusesUnpairedSurrogates(String text) {
    assertThatThrownBy(() -> Utf8.encode(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Text must not hold an unpaired surrogate, got '" + text + "'");
  }

  @Test
  void refusesMalformedBytes() {
    byte[] overlong = {(byte) 0xC0, (byte) 0x80};

    assertThatThrownBy(() -> Utf8.decode(overlong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected well-formed UTF-8 in 2 bytes, got a malformed sequence");
  }
}
