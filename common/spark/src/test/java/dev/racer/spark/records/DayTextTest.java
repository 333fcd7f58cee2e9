package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayTextTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void daysAreNumberedFromTheEpoch() {
    DayText days = new DayText();

    assertThat(days.isDay(bytes("1970-01-02"))).isTrue();
    assertThat(days.number()).isEqualTo(1);
    assertThat(days.isDay(bytes("2026-11-22"))).isTrue();
    assertThat(DayText.text(days.number())).isEqualTo("2026-11-22");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "today", "2026-02-30", "2026-1-1", " 2026-01-01", "+9999999-01-01", "+12"})
  void otherTextsAreNoDays(String text) {
    DayText days = new DayText();

    assertThat(days.isDay(bytes("2026-01-01"))).isTrue();
    assertThat(days.isDay(bytes(text))).isFalse();
    assertThat(days.isDay(bytes(text))).as("asked again").isFalse();
  }
}
