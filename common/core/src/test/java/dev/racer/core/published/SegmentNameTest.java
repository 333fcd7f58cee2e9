package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.SegmentName.Kind;
import dev.racer.core.published.SegmentName.Parsed;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentNameTest {
  /** Characters with a meaning in names, and one of each length in UTF-8. */
  private static final int[] CODE_POINTS = {
    'a', 'Z', '0', '-', '.', '_', '~', '&', '=', '%', '(', ')', '+', ' ', 0, 0x7F, 0xE9, 0xFF21,
    0x1F600
  };

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @Test
  void joinsColumnsAndValues() {
    assertThat(SegmentName.of(List.of("tenant", "language"), List.of("acme", "de-CH")))
        .isEqualTo("tenant=acme&language=de-CH");
    assertThat(SegmentName.of(List.of("tenant"), List.of(""))).isEqualTo("tenant=");
    assertThat(SegmentName.rest(List.of("tenant"))).isEqualTo("rest(tenant)");
    assertThat(SegmentName.rest(List.of("tenant", "my language")))
        .isEqualTo("rest(tenant&my%20language)");
  }

  @Test
  void encodesEverythingButUnreservedCharacters() {
    assertThat(SegmentName.of(List.of("c"), List.of("aZ09-._~"))).isEqualTo("c=aZ09-._~");
    assertThat(SegmentName.of(List.of("c"), List.of("a b&c=d%(e)+\u00E9\uD83D\uDE00")))
        .isEqualTo("c=a%20b%26c%3Dd%25%28e%29%2B%C3%A9%F0%9F%98%80");
  }

  @Test
  void noValueLooksLikeAnotherSegment() {
    assertThat(SegmentName.of(List.of("all"), List.of("all"))).isEqualTo("all=all");
    assertThat(SegmentName.of(List.of("rest(a)"), List.of("b"))).isEqualTo("rest%28a%29=b");
  }

  @Test
  void takesNamesApart() {
    assertThat(SegmentName.parse("all")).isEqualTo(new Parsed(Kind.ALL, List.of(), List.of()));
    assertThat(SegmentName.parse("a=1&b=%26"))
        .isEqualTo(new Parsed(Kind.VALUES, List.of("a", "b"), List.of("1", "&")));
    assertThat(SegmentName.parse("rest(a&b)"))
        .isEqualTo(new Parsed(Kind.REST, List.of("a", "b"), List.of()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyNameIsAsciiAndReadsBack(long seed) {
    Random random = new Random(seed);
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      columns.add(i + word(random));
      values.add(word(random));
    }

    String name = SegmentName.of(columns, values);
    String rest = SegmentName.rest(columns);

    assertThat(name).matches("[-.~%=&\\w]+");
    assertThat(SegmentName.parse(name)).isEqualTo(new Parsed(Kind.VALUES, columns, values));
    assertThat(SegmentName.parse(rest)).isEqualTo(new Parsed(Kind.REST, columns, List.of()));
    assertThat(name.substring(name.lastIndexOf('=') + 1))
        .satisfies(
            value ->
                assertThat(URLDecoder.decode(value, StandardCharsets.UTF_8))
                    .isEqualTo(values.get(values.size() - 1)));
  }

  @Test
  void allComesFirst() {
    assertThat(Stream.of("b=1", "all", "a=1", "B=1", "rest(a)").sorted(SegmentName.ORDER))
        .containsExactly("all", "B=1", "a=1", "b=1", "rest(a)");
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "ALL | Segment must be 'all' or hold 'column=value', got 'ALL'",
        "\"\" | Segment must be 'all' or hold 'column=value', got ''",
        "a=1& | Segment must be 'all' or hold 'column=value', got 'a=1&'",
        "a | Segment must be 'all' or hold 'column=value', got 'a'",
        "=1 | Segment must have at least one column, named and distinct, got []",
        "a=1&a=2 | Segment must have at least one column, named and distinct, got [a, a]",
        "rest() | Segment must have at least one column, named and distinct, got []",
        "a=b=c | Segment must be percent-encoded, got 'b=c'",
        "a=b c | Segment must be percent-encoded, got 'b c'",
        "a=\u00E9 | Segment must be percent-encoded, got '\u00E9'",
        "a=%2 | Each % of a segment must be followed by two hexadecimal digits, got '%2'",
        "a=%zz | Each % of a segment must be followed by two hexadecimal digits, got '%zz'",
        "a=%C3 | Expected well-formed UTF-8 in 1 bytes, got a malformed sequence",
        "a=%c3%a9 | Segment must be 'all', 'column=value' joined by '&', or 'rest(column)',"
            + " percent-encoded, got 'a=%c3%a9'",
        "a=%61 | Segment must be 'all', 'column=value' joined by '&', or 'rest(column)',"
            + " percent-encoded, got 'a=%61'"
      },
      delimiter = '|')
  void refusesOtherNames(String name, String message) {
    assertThatThrownBy(() -> SegmentName.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesValuesThatDoNotFitTheColumns() {
    assertThatThrownBy(() -> SegmentName.of(List.of("a", "b"), List.of("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Segment over [a, b] must have one value for each column, got [1]");
  }

  private static String word(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }
}
