package dev.racer.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {
  /** FIPS 180-2, appendix B.1. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void isThatOfTheStandard() {
    assertThat(Sha256.hex("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(OF_ABC);
  }

  @Test
  void partsCountAsTheWhole() {
    Sha256 digest = new Sha256();

    assertThat(digest.add((byte) 'a').add("xbcx".getBytes(StandardCharsets.UTF_8), 1, 2).hex())
        .isEqualTo(OF_ABC);
    assertThat(digest.hex()).isEqualTo(Sha256.hex(new byte[0])).isNotEqualTo(OF_ABC);
  }

  @Test
  void itsFormIs64LowerCaseDigits() {
    assertThat(Sha256.isHex(OF_ABC)).isTrue();
    assertThat(Sha256.isHex(OF_ABC.substring(1))).isFalse();
    assertThat(Sha256.isHex(OF_ABC + "0")).isFalse();
    assertThat(Sha256.isHex(OF_ABC.replace('b', 'B'))).isFalse();
  }
}
