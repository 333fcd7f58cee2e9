package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.pool.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeDigestTest {
  @Test
  void aTreeIsItsPathsAndTheDigestsOfItsFiles() {
    SortedMap<String, String> files = new TreeMap<>();
    files.put("status=used/date=2026-01-01/b.parquet", sha256("two"));
    files.put("status=excluded/ä.parquet", sha256("one"));

    assertThat(TreeDigest.sha256(files))
        // { printf 'status=excluded/ä.parquet\0'; printf one | sha256sum | head -c64;
        // printf 'status=used/date=2026-01-01/b.parquet\0'; printf two | sha256sum | head -c64; } |
        // sha256sum (GNU coreutils 9.1, in UTF-8)
        .isEqualTo("46de62e81af97bf43de41f913b698353b86c4821acca44c2a7b7cac4c4979456");
    assertThat(TreeDigest.sha256(new TreeMap<>())).isEqualTo(sha256(""));
  }

  private static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
