package dev.racer.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.jobs.testing.PrometheusText;
import dev.racer.jobs.testing.PrometheusText.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTextTest {
  @Test
  void familyHasHelpAndTypeOnceAndThenItsSamples() {
    MetricsText text = new MetricsText(Map.of("verb", "nightly"));

    text.gauge("a_rows", "Rows.", text.samples().add(Map.of("table", "x"), 3).add(Map.of(), 0.5));
    text.gauge("b_seconds", "Time.", 1L << 62);

    assertThat(new String(text.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            # HELP a_rows Rows.
            # TYPE a_rows gauge
            a_rows{table="x",verb="nightly"} 3
            a_rows{verb="nightly"} 0.5
            # HELP b_seconds Time.
            # TYPE b_seconds gauge
            b_seconds{verb="nightly"} 4611686018427387904
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "a \"quoted\" one", "back\\slash\\n", "two\nlines", "ü€𝄞,}="})
  void anyLabelIsReadAsItWasWritten(String value) {
    MetricsText text = new MetricsText(Map.of());

    text.gauge("a", "Help with \\ and\nline feed", text.samples().add(Map.of("label", value), 1));

    assertThat(PrometheusText.read(text.bytes()))
        .containsExactly(new Sample("a", Map.of("label", value), 1));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -1.5,
        1.795390350578E9,
        0.1,
        123.0,
        1e-300,
        1.7e308,
        Double.NaN,
        1.0 / 0,
        -1.0 / 0,
        Double.MIN_VALUE
      })
  void anyNumberIsReadAsItWasWritten(double value) {
    MetricsText text = new MetricsText(Map.of());

    text.gauge("a", "Help", value);

    assertThat(PrometheusText.read(text.bytes())).containsExactly(new Sample("a", Map.of(), value));
  }

  @Test
  void instantsAreWrittenWithAllTheirDigits() {
    MetricsText text = new MetricsText(Map.of());

    text.gauge("a", "Help", 1.795390350578E9);

    assertThat(new String(text.bytes(), StandardCharsets.UTF_8)).endsWith("\na 1795390350.578\n");
  }

  @Test
  void familyWithoutSamplesIsLeftOut() {
    MetricsText text = new MetricsText(Map.of());

    text.gauge("a", "Help", text.samples());

    assertThat(text.bytes()).isEmpty();
  }

  @Test
  void whatAScraperWouldRefuseIsRefused() {
    MetricsText text = new MetricsText(Map.of("verb", "nightly"));
    text.gauge("a", "Help", 1);

    assertThatThrownBy(() -> text.gauge("a", "Help", 2))
        .hasMessage("Metric must be given once, got a");
    assertThatThrownBy(() -> text.gauge("b-c", "Help", 2))
        .hasMessage("Name must consist of lower-case letters, digits and '_', got 'b-c'");
    assertThatThrownBy(() -> text.samples().add(Map.of("verb", "x"), 1))
        .hasMessage("Label must be given once, got verb");
    assertThatThrownBy(() -> text.samples().add(Map.of(), 1).add(Map.of(), 2))
        .hasMessage("Sample must be given once, got {verb=\"nightly\"}");
  }
}
