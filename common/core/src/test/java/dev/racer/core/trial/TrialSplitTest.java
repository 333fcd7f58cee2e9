package dev.racer.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialSplitTest {
  /** Golden: Python package xxhash 4.0.1, xxh64(b"split\0" + id, seed); integers in Python 3.11. */
  @ParameterizedTest(name = "seed {0}, trial {1}, id {2}")
  @CsvSource({
    "0, 0, q1, 46C74CA5E62957D8, 5824B35D33033CEC",
    "0, 1, q1, 46C74CA5E62957D8, F62FD568ACEEB96A",
    "42, 99, gsm8k-17, D208467A2463F9B2, 266CA4FA08C37B1D",
    "-1, 0, gr\u00F6\u00DFe, FD100AF3157EC7FA, 86890FA31AB70F16",
    "7, 2147483647, '', 36F6EA562C74E396, 26C9A3D1B7632013"
  })
  void drawsArePinned(long seed, int trial, String id, String hash, String draw) {
    long found = new TrialSplit(seed).hash(id);

    assertThat(Long.toHexString(found)).isEqualToIgnoringCase(hash);
    assertThat(Long.toHexString(TrialSplit.draw(found, trial))).isEqualToIgnoringCase(draw);
  }

  @Test
  void bytesOfAnIdHashAsItsText() {
    TrialSplit split = new TrialSplit(5);
    byte[] ids = "..q1..gr\u00F6\u00DFe..".getBytes(StandardCharsets.UTF_8);
    byte[] invalid = {'a', (byte) 0xff, 'b'}; // no text: counts as what Java makes of it

    assertThat(split.hash(ids, 2, 4)).isEqualTo(split.hash("q1"));
    assertThat(split.hash(ids, 6, ids.length - 2)).isEqualTo(split.hash("gr\u00F6\u00DFe"));
    assertThat(split.hash(invalid, 0, 3))
        .isEqualTo(split.hash(new String(invalid, StandardCharsets.UTF_8)));
    assertThat(split.hash("x".repeat(1000))).isNotEqualTo(split.hash("x".repeat(1001)));
  }
}
