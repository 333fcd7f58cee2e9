package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsJsonStrictnessTest {
  /** A header line, two rows (lines 2 and 3), a closing line. */
  private static final String DOCUMENT =
      new String(
          ThresholdsJson.write(
              Documents.of(
                  new RowBuilder().build(), new RowBuilder().segment("benchmark=mmlu").build())),
          StandardCharsets.UTF_8);

  private static final Pattern KEY = Pattern.compile("\"([a-z_]+)\":");

  /** A key with its value, and the comma after it unless it is the last. */
  private static final Pattern FIELD =
      Pattern.compile("\"([a-z_]+)\":(?:\"[^\"]*\"|\\[[^]]*\\]|[^,}]+),?");

  static Stream<String> rowKeys() {
    return keys(DOCUMENT.lines().toList().get(1)).stream();
  }

  @Test
  void documentIsReadAsItIs() {
    assertThat(ThresholdsJson.read(bytes(DOCUMENT)).thresholds()).hasSize(2);
    assertThat(rowKeys()).hasSize(32);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = bytes(DOCUMENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);

      assertThatThrownBy(() -> ThresholdsJson.read(truncated))
          .as("%d of %d bytes", length, whole.length)
          .isExactlyInstanceOf(PublishedFormatException.class);
    }
  }

  @Test
  void truncationAtTheEndOfALineIsRefusedAsSuch() {
    String header = DOCUMENT.substring(0, DOCUMENT.indexOf("{\"schema_version\"", 10));

    refuses(header, "Line 2, /thresholds: expected the rest of the document, got its end");
    refuses("\n", "Line 1: expected an object, got the end of the document");
    refuses(
        DOCUMENT.strip(),
        "Expected a document that ends with a line feed, got one cut short at byte "
            + (DOCUMENT.length() - 1));
    refuses("", "Expected a document that ends with a line feed, got one cut short at byte 0");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rowKeys")
  void missingKeyOfARowIsRefused(String key) {
    List<String> keys = rowKeys().toList();
    int at = keys.indexOf(key);
    boolean last = at == keys.size() - 1;

    refuses(
        changeRow(key, field -> "").replace(",}", "}"),
        last
            ? "Line 2, /thresholds/0: expected key 'in_force', got the end of the object"
            : "Line 2, /thresholds/0/%s: expected key '%s', got key '%s'"
                .formatted(keys.get(at + 1), key, keys.get(at + 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rowKeys")
  void repeatedKeyOfARowIsRefused(String key) {
    List<String> keys = rowKeys().toList();
    int at = keys.indexOf(key);
    String expected = at == keys.size() - 1 ? "no more keys" : "key '" + keys.get(at + 1) + "'";

    refuses(
        changeRow(key, field -> field.endsWith(",") ? field + field : field + "," + field),
        "Line 2, /thresholds/0/%s: expected %s, got key '%s'".formatted(key, expected, key));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rowKeys")
  void unknownKeyOfARowIsRefused(String key) {
    refuses(
        changeRow(key, field -> "\"extra\":1," + field),
        "Line 2, /thresholds/0/extra: expected key '%s', got key 'extra'".formatted(key));
  }

  @Test
  void unknownKeyAfterTheLastIsRefused() {
    refuses(
        changeRow("in_force", field -> field + ",\"extra\":1"),
        "Line 2, /thresholds/0/extra: expected no more keys, got key 'extra'");
    refuses(
        DOCUMENT.replace("\n]}", "\n],\"extra\":1}"),
        "Line 4, /extra: expected no more keys, got key 'extra'");
  }

  @Test
  void misspelledKeyOfTheHeaderIsRefused() {
    String header = DOCUMENT.lines().findFirst().orElseThrow();
    List<String> keys = keys(header);
    assertThat(keys).hasSize(25);
    Matcher matcher = KEY.matcher(header);
    while (matcher.find()) {
      String key = matcher.group(1);
      String changed =
          DOCUMENT.substring(0, matcher.start(1)) + "x" + DOCUMENT.substring(matcher.end(1));

      assertThatThrownBy(() -> ThresholdsJson.read(bytes(changed)))
          .isExactlyInstanceOf(PublishedFormatException.class)
          .hasMessageStartingWith("Line 1, /")
          .hasMessageEndingWith("/x: expected key '" + key + "', got key 'x'");
    }
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"schema_version\":2,\"publication\":\"default\",\"pools\"|"
            + "\"schema_version\":3,\"publication\":\"default\",\"pools\"|"
            + "Line 1, /schema_version: expected schema version 2, got '3'; this reader is older"
            + " than the document",
        "\"schema_version\":2,\"publication\":\"default\",\"router\"|"
            + "\"schema_version\":0,\"publication\":\"default\",\"router\"|"
            + "Line 2, /thresholds/0/schema_version: expected schema version 2, got '0'",
        "\"schema_version\":2|\"schema_version\":2.0|"
            + "Line 1, /schema_version: expected an integer, got '2.0'",
        "\"publication\":\"default\"|\"publication\":null|"
            + "Line 1, /publication: expected text, got 'null'",
        "\"width\":1.0E-6|\"width\":\"1.0E-6\"|"
            + "Line 1, /smoothing/width: expected a number, got '1.0E-6'",
        "\"width\":1.0E-6|\"width\":1.0E999|"
            + "Line 1, /smoothing/width: expected a number within the range of doubles,"
            + " got '1.0E999'",
        "\"width\":1.0E-6|\"width\":0.0|"
            + "Line 1, /smoothing: Smoothing width must lie in [2^-30, 1), got 0.0",
        "\"in_force\":true|\"in_force\":1|"
            + "Line 2, /thresholds/0/in_force: expected true or false, got '1'",
        "\"segment_columns\":[[|\"segment_columns\":[0,[|"
            + "Line 1, /segment_columns/0: expected an array, got '0'",
        "\"smoothing\":{|\"smoothing\":[],\"s\":{|"
            + "Line 1, /smoothing: expected an object, got '['",
        "\"threshold\":0.25|\"threshold\":0.5|"
            + "Line 2, /thresholds/0: Threshold bits must be 3fe0000000000000 as the threshold's,"
            + " got 3fd0000000000000",
        "\"threshold_bits\":\"3fd0000000000000\"|\"threshold_bits\":null|"
            + "Line 2, /thresholds/0: Threshold bits must be 3fd0000000000000 as the threshold's,"
            + " got null",
        "\"threshold_bits\":\"3fd0000000000000\"|\"threshold_bits\":\"3FD0000000000000\"|"
            + "Line 2, /thresholds/0: Threshold bits must be 3fd0000000000000 as the threshold's,"
            + " got 3FD0000000000000",
        "\"rank\":91|\"rank\":0|Line 2, /thresholds/0: Rank must lie in [1, n = 100], got 0",
        "[0.048998853,0.164338955]|[0.048998853]|"
            + "Line 2, /thresholds/0: True risk interval must have two ends, got [0.048998853]",
        "[0.048998853,|[0.5,|"
            + "Line 2, /thresholds/0: Risk interval must be ordered within [0, 1],"
            + " got [0.5, 0.164338955]",
        "\"models\":[\"llama\",\"mistral\"|\"models\":[\"mistral\",\"llama\"|"
            + "Line 1, /pools/0: Order of models must be the document's,"
            + " got another one from index 0 on",
        "\"models\":[\"llama\",|\"models\":[|"
            + "Line 1, /pools/0: Pool id of [mistral, qwen] must be b1e535c2c97b050d,"
            + " got a423cabc64b3c040"
      })
  void wrongValueIsRefused(String text, String replacement, String message) {
    assertThat(DOCUMENT).contains(text);

    refuses(replaceFirst(text, replacement), message);
  }

  @Test
  void integersBeyondLongAreRefused() {
    assertThatThrownBy(
            () ->
                ThresholdsJson.read(bytes(replaceFirst("\"n\":100", "\"n\":9223372036854775808"))))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageStartingWith(
            "Line 2, /thresholds/0/n: expected well-formed JSON: Numeric value");
  }

  @Test
  void rowsOutOfOrderAreRefused() {
    List<String> lines = DOCUMENT.lines().toList();
    String first = lines.get(1).substring(0, lines.get(1).length() - 1);
    String swapped =
        String.join("\n", lines.get(0), lines.get(2) + ",", first, lines.get(3)) + "\n";

    assertThatThrownBy(() -> ThresholdsJson.read(bytes(swapped)))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageEndingWith(
            "Order of thresholds must be the document's, got another one from index 0 on")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"{}\n", "0\n", "]\n", "x\n"})
  void anythingAfterTheDocumentIsRefused(String trailing) {
    assertThatThrownBy(() -> ThresholdsJson.read(bytes(DOCUMENT + trailing)))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageStartingWith("Line 5: expected ");
  }

  @Test
  void textThatIsNotJsonIsRefused() {
    assertThatThrownBy(() -> ThresholdsJson.read(bytes(DOCUMENT.replace("\"n\":100", "\"n\":NaN"))))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageStartingWith("Line 2, /thresholds/0/n: expected well-formed JSON: ");
  }

  @Test
  void otherEncodingsAreRefused() {
    byte[] latin1 =
        DOCUMENT.replace("default", "gr\u00F6\u00DFe").getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = (DOCUMENT + " \n").getBytes(StandardCharsets.UTF_16BE);

    assertThatThrownBy(() -> ThresholdsJson.read(latin1))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageStartingWith("Expected UTF-8: Expected well-formed UTF-8 in ");
    assertThatThrownBy(() -> ThresholdsJson.read(utf16))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageStartingWith("Line 1: expected well-formed JSON: ");
    assertThatThrownBy(() -> ThresholdsJson.read(bytes("\uFEFF" + DOCUMENT)))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessageStartingWith("Line 1: expected well-formed JSON: ");
  }

  private interface Change {
    String of(String field);
  }

  /** Changes one field of the first row. */
  private static String changeRow(String key, Change change) {
    int start = DOCUMENT.indexOf('\n');
    Matcher field = FIELD.matcher(DOCUMENT);
    assertThat(field.find(start)).isTrue();
    while (!field.group(1).equals(key)) {
      assertThat(field.find()).isTrue();
    }
    return DOCUMENT.substring(0, field.start())
        + change.of(field.group())
        + DOCUMENT.substring(field.end());
  }

  private static List<String> keys(String json) {
    List<String> keys = new ArrayList<>();
    Matcher matcher = KEY.matcher(json);
    while (matcher.find()) {
      keys.add(matcher.group(1));
    }
    return keys;
  }

  private static String replaceFirst(String text, String replacement) {
    int at = DOCUMENT.indexOf(text);
    return DOCUMENT.substring(0, at) + replacement + DOCUMENT.substring(at + text.length());
  }

  private static void refuses(String document, String message) {
    assertThatThrownBy(() -> ThresholdsJson.read(bytes(document)))
        .isExactlyInstanceOf(PublishedFormatException.class)
        .hasMessage(message);
  }

  private static byte[] bytes(String document) {
    return document.getBytes(StandardCharsets.UTF_8);
  }
}
