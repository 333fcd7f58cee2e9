package dev.racer.core.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: Python package xxhash 4.0.1 (libxxhash 0.8.3), xxhash.xxh64(...).hexdigest(). */
class XxHash64Test {
  private static final String DIGITS = "1234567890".repeat(8);

  @ParameterizedTest(name = "{0} seed {1}")
  @CsvSource({
    "'', 0, ef46db3751d8e999",
    "'', 2654435761, ac75fda2929b17ef",
    "a, 0, d24ec4f1a98c6e5b",
    "a, 1, dec2bc81c3cd46c6",
    "a, -1, 60c43759873ece62",
    "abc, 0, 44bc2cf5ad770999",
    "abc, 20141025, 15bf5082de140c67",
    "message digest, 0, 066ed728fceeb3be",
    "message digest, -1, 989586faefaf1e78",
    "abcdefghijklmnopqrstuvwxyz, 0, cfe1f278fa89835c",
    "abcdefghijklmnopqrstuvwxyz, 1, 58058c6ec112e95e"
  })
  void matchesGoldenValues(String text, long seed, String hash) {
    assertThat(hash(text.getBytes(StandardCharsets.UTF_8), seed)).isEqualTo(hash);
  }

  @ParameterizedTest(name = "seed {0}")
  @CsvSource({
    "0, e04a477f19ee145d",
    "1, 0b795e8b945f7051",
    "20141025, 7d18b1c551c68780",
    "-1, 3d17f1c7d5819b69"
  })
  void matchesGoldenValuesBeyondOneStripe(long seed, String hash) {
    assertThat(hash(DIGITS.getBytes(StandardCharsets.UTF_8), seed)).isEqualTo(hash);
  }

  /** The vectors of the reference implementation's own sanity check. */
  @ParameterizedTest(name = "{0} bytes seed {1}")
  @CsvSource({
    "1, 0, e934a84adb052768",
    "1, 2654435761, 5014607643a9b4c3",
    "4, 0, 9136a0dca57457ee",
    "14, 0, 8282dcc4994e35c8",
    "14, 2654435761, c3bd6bf63deb6df0",
    "222, 0, b641ae8cb691c174",
    "222, 2654435761, 20cb8ab7ae10c14a"
  })
  void matchesTheSanityBuffer(int length, long seed, String hash) {
    byte[] buffer = new byte[length];
    long generator = 2654435761L;
    for (int i = 0; i < length; i++) {
      buffer[i] = (byte) (generator >>> 56);
      generator *= 0x9E3779B185EBCA8DL;
    }

    assertThat(hash(buffer, seed)).isEqualTo(hash);
  }

  /** Folds the hashes of 0 to 200 bytes (every branch of the tail) into one golden value. */
  @Test
  void matchesAtEveryLength() {
    byte[] bytes = new byte[201];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }

    long fold = 0;
    for (int length = 0; length <= 200; length++) {
      fold = fold * 31 + XxHash64.hash(bytes, 0, length, length);
    }

    assertThat(fold).isEqualTo(0xf9c471e47b3c34ebL);
  }

  @Test
  void hashesARange() {
    byte[] bytes = ("xx" + DIGITS + "y").getBytes(StandardCharsets.UTF_8);

    assertThat(XxHash64.hash(bytes, 2, 80, 0)).isEqualTo(0xe04a477f19ee145dL);
  }

  @ParameterizedTest(name = "{0} + {1}")
  @CsvSource({"-1, 2", "0, 5", "4, 1", "2, -1", "1, 2147483647"})
  void refusesARangeOutsideTheInput(int offset, int length) {
    assertThatThrownBy(() -> XxHash64.hash(new byte[4], offset, length, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "Range [%d, %d + %d) out of bounds for length 4".formatted(offset, offset, length));
  }

  private static String hash(byte[] input, long seed) {
    return HexFormat.of().toHexDigits(XxHash64.hash(input, 0, input.length, seed));
  }
}
