package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form is frozen: a change here breaks every reader and needs a new schema version. */
class ThresholdsJsonTest {
  private static final String FEASIBLE =
      "{\"schema_version\":2,\"publication\":\"default\",\"router\":\"knn\",\"segment\":\"all\","
          + "\"threshold_segment\":\"all\",\"guarantee_holds_on\":\"all\","
          + "\"normalization\":\"softmax\",\"null_score\":\"one-minus-max\","
          + "\"nonconformity\":\"gap\",\"ties\":\"smoothed\",\"sampling\":\"plain\",\"risk_target\":\"misrouting\","
          + "\"guarantee\":\"expected\",\"delta\":null,\"risk_level\":\"0.10\","
          + "\"pool_id\":\"a423cabc64b3c040\",\"n\":100,\"n_total\":100,\"answerable_n\":80,"
          + "\"segment_n\":100,\"rank\":91,\"n_needed\":9,\"status\":\"feasible\","
          + "\"threshold\":0.25,\"threshold_bits\":\"3fd0000000000000\","
          + "\"empirical_risk\":0.09,\"answerable_miss_rate\":0.1125,\"mean_set_size\":2.5,"
          + "\"abstention_rate\":0.0,\"true_risk_interval\":[0.048998853,0.164338955],"
          + "\"interval_level\":0.95,\"in_force\":true}";

  private static final String INFEASIBLE =
      "{\"schema_version\":2,\"publication\":\"default\",\"router\":\"knn\","
          + "\"segment\":\"benchmark=mmlu%20pro\",\"threshold_segment\":\"benchmark=mmlu%20pro\","
          + "\"guarantee_holds_on\":null,\"normalization\":\"softmax\","
          + "\"null_score\":\"one-minus-max\",\"nonconformity\":\"gap\",\"ties\":\"smoothed\","
          + "\"sampling\":\"plain\",\"risk_target\":\"misrouting\",\"guarantee\":\"pac\",\"delta\":0.05,"
          + "\"risk_level\":\"0.10\",\"pool_id\":\"a423cabc64b3c040\",\"n\":5,\"n_total\":5,"
          + "\"answerable_n\":4,\"segment_n\":5,\"rank\":null,\"n_needed\":29,"
          + "\"status\":\"infeasible\",\"threshold\":null,\"threshold_bits\":null,"
          + "\"empirical_risk\":null,\"answerable_miss_rate\":null,\"mean_set_size\":null,"
          + "\"abstention_rate\":null,\"true_risk_interval\":null,\"interval_level\":0.95,"
          + "\"in_force\":false}";

  private static final String HEADER =
      "{\"schema_version\":2,\"publication\":\"default\",\"pools\":[{\"pool_id\":"
          + "\"a423cabc64b3c040\",\"models\":[\"llama\",\"mistral\",\"qwen\"]}],\"routers\":["
          + "{\"router\":\"knn\",\"pool_id\":\"a423cabc64b3c040\"}],\"smoothing\":{\"ties\":"
          + "\"smoothed\",\"width\":1.0E-6,\"seed\":0},\"unknown_labels\":\"worst-case\","
          + "\"infeasible_action\":\"call-all\",\"fallback\":\"rest\",\"min_n\":100,"
          + "\"segment_columns\":[[\"benchmark\"],[\"tenant\",\"language\"]],\"policy\":{"
          + "\"normalization\":\"softmax\",\"null_score\":\"one-minus-max\",\"nonconformity\":"
          + "\"gap\",\"risk_target\":\"misrouting\",\"guarantee\":\"expected\",\"risk_level\":"
          + "\"0.10\"},\"thresholds\":[";

  @Test
  void rowHasTheFrozenKeysInOrder() {
    assertThat(ThresholdsJson.row(new RowBuilder().build())).isEqualTo(FEASIBLE);
  }

  @Test
  void rowWithoutThresholdHasNulls() {
    assertThat(ThresholdsJson.row(infeasible())).isEqualTo(INFEASIBLE);
  }

  @Test
  void documentHasOneRowOnEachLine() {
    PublishedThresholds document = Documents.of(infeasible(), new RowBuilder().build());

    byte[] bytes = ThresholdsJson.write(document);

    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo(HEADER + "\n" + FEASIBLE + ",\n" + INFEASIBLE + "\n]}\n");
    assertThat(ThresholdsJson.read(bytes)).isEqualTo(document);
  }

  @Test
  void documentMayHaveNoRows() {
    PublishedThresholds document = Documents.of();

    byte[] bytes = ThresholdsJson.write(document);

    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(HEADER + "\n]}\n");
    assertThat(ThresholdsJson.read(bytes)).isEqualTo(document);
  }

  @Test
  void rowDoesNotDependOnTheSettingsOfTheGenerator() throws Exception {
    RowBuilder row = new RowBuilder();
    row.meanSetSize = OptionalDouble.of(0x1p-44);
    row.guarantee = "pac";
    row.nNeeded = 29;
    row.delta = Optional.of(new BigDecimal("1E-9"));
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
      ThresholdsJson.writeRow(row.build(), out);
    }

    assertThat(text)
        .hasToString(ThresholdsJson.row(row.build()))
        .asString()
        .contains("\"delta\":1E-9,", "\"mean_set_size\":5.684341886080802E-14,");
  }

  @Test
  void namesBeyondAsciiAreUtf8() {
    RowBuilder row = new RowBuilder();
    row.router = "gr\u00F6\u00DFe \"\uD83D\uDE00\"";

    assertThat(ThresholdsJson.row(row.build()))
        .contains("\"router\":\"gr\u00F6\u00DFe \\\"\uD83D\uDE00\\\"\"");
  }

  /** Golden: the shortest decimals; JDK 17's Double.toString gives another text for the first. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0x1p-44, 5.684341886080802E-14",
    "2.0E-3, 0.002",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "1.0E23, 1.0E23",
    "2.0E23, 2.0E23",
    "8.41E21, 8.41E21",
    "9007199254740993, 9.007199254740992E15",
    "0.1, 0.1",
    "1e-6, 1.0E-6",
    "3, 3.0",
    "12345678, 1.2345678E7"
  })
  void doublesAreShortest(double value, String text) {
    RowBuilder row = new RowBuilder();
    row.meanSetSize = OptionalDouble.of(value);

    assertThat(ThresholdsJson.row(row.build())).contains("\"mean_set_size\":" + text + ",");
  }

  private static PublishedThreshold infeasible() {
    RowBuilder row = new RowBuilder().infeasible().segment("benchmark=mmlu%20pro");
    row.guarantee = "pac";
    row.delta = Optional.of(new BigDecimal("0.050"));
    row.nNeeded = 29;
    row.inForce = false;
    return row.build();
  }
}
