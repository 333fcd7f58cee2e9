package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RiskLevelTest {
  @ParameterizedTest
  @CsvSource({
    "0.10, 0.1",
    ".5, 0.5",
    "0.01, 0.01",
    "1e-3, 0.001",
    "5E-2, 0.05",
    "+0.2, 0.2",
    "00.30, 0.3",
    "0.000000000000000001, 0.000000000000000001",
    "0.1000000000000000000000, 0.1"
  })
  void keepsTextAndExactValue(String text, BigDecimal value) {
    RiskLevel level = RiskLevel.parse(text);

    assertThat(level.text()).isEqualTo(text);
    assertThat(level).hasToString(text);
    assertThat(level.value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1", "0", "0.000", "-0.1", "1.5", "1e999999999", "10"})
  void refusesValuesOutsideTheOpenUnitInterval(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskLevel.parse(text))
        .withMessage("Risk level must lie in (0, 1), got " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "NaN",
        "Infinity",
        "0,1",
        " 0.1",
        "0.1 ",
        "10%",
        ".",
        "0x1p-3",
        "1e",
        "1e-9999999999",
        "0.1f",
        "٠.١"
      })
  void refusesTextThatIsNoDecimalNumber(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskLevel.parse(text))
        .withMessage("Risk level must be a decimal number in (0, 1), got " + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0000000000000000001", "1e-19", "1e-999999999"})
  void refusesMoreThanEighteenDecimalPlaces(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskLevel.parse(text))
        .withMessage("Risk level must have at most 18 decimal places, got " + text);
  }

  @Test
  void equalsByValueAndNotByText() {
    RiskLevel level = RiskLevel.parse("0.1");

    assertThat(level)
        .isEqualTo(RiskLevel.parse("0.10"))
        .isEqualTo(RiskLevel.parse("1e-1"))
        .hasSameHashCodeAs(RiskLevel.parse("0.10"))
        .isEqualByComparingTo(RiskLevel.parse("0.100"))
        .isNotEqualTo(RiskLevel.parse("0.11"))
        .isNotEqualTo("0.1");
  }

  @Test
  void ordersNumerically() {
    List<RiskLevel> levels =
        List.of(RiskLevel.parse("1e-1"), RiskLevel.parse("0.05"), RiskLevel.parse(".5"));

    assertThat(new TreeSet<>(levels))
        .extracting(RiskLevel::text)
        .containsExactly("0.05", "1e-1", ".5");
  }

  @Test
  void survivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(RiskLevel.parse("0.10"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      RiskLevel copy = (RiskLevel) in.readObject();

      assertThat(copy).isEqualTo(RiskLevel.parse("0.1"));
      assertThat(copy.text()).isEqualTo("0.10");
    }
  }
}
