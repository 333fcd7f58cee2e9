package dev.racer.core.published;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.pool.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The names of segments: {@code all}, {@code column=value&column=value}, {@code rest(column)}.
 *
 * <p>Columns and values are percent-encoded UTF-8: the unreserved characters of RFC 3986 (letters,
 * digits, {@code - . _ ~}) stand for themselves, every other byte becomes {@code %} and two
 * upper-case hexadecimal digits. So each segment has exactly one name, made of ASCII only.
 */
public final class SegmentName {
  /** The segment of all queries. */
  public static final String ALL = "all";

  /** {@link #ALL} first, then by code point. */
  public static final Comparator<String> ORDER =
      Comparator.comparing((String name) -> !name.equals(ALL))
          .thenComparing(CodePointOrder.INSTANCE);

  private static final String REST_START = "rest(";
  private static final String REST_END = ")";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private SegmentName() {}

  /** What a segment is made of. */
  public enum Kind {
    /** All queries. */
    ALL,
    /** The queries with one value in each of the columns. */
    VALUES,
    /** The queries of all small segments over the columns, pooled. */
    REST
  }

  /**
   * A segment name, taken apart.
   *
   * @param columns in configured order; empty for {@link Kind#ALL}
   * @param values one for each column for {@link Kind#VALUES}; empty otherwise
   */
  public record Parsed(Kind kind, List<String> columns, List<String> values) {
    /** Copies the lists. */
    public Parsed {
      columns = List.copyOf(columns);
      values = List.copyOf(values);
    }
  }

  /**
   * Names the segment of the queries that have the given values.
   *
   * @param columns distinct and not empty text; at least one; the order is kept
   * @param values one for each column; may be empty text
   * @throws IllegalArgumentException if the columns are not as said, the numbers differ, or a text
   *     holds an unpaired surrogate
   */
  public static String of(List<String> columns, List<String> values) {
    requireColumns(columns);
    Require.that(
        values.size() == columns.size(),
        "Segment over " + columns + " must have one value for each column",
        values);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      parts.add(encode(columns.get(i)) + "=" + encode(values.get(i)));
    }
    return String.join("&", parts);
  }

  /**
   * Names the pooled small segments over the given columns.
   *
   * @param columns as for {@link #of}
   * @throws IllegalArgumentException as for {@link #of}
   */
  public static String rest(List<String> columns) {
    requireColumns(columns);
    return columns.stream()
        .map(SegmentName::encode)
        .collect(Collectors.joining("&", REST_START, REST_END));
  }

  /**
   * Takes a name apart.
   *
   * @throws IllegalArgumentException if {@link #of} and {@link #rest} do not make such a name
   */
  public static Parsed parse(String name) {
    Parsed parsed = split(name);
    Require.that(
        name(parsed).equals(name),
        "Segment must be 'all', 'column=value' joined by '&', or 'rest(column)', percent-encoded",
        "'" + name + "'");
    return parsed;
  }

  private static Parsed split(String name) {
    if (name.equals(ALL)) {
      return new Parsed(Kind.ALL, List.of(), List.of());
    }
    if (name.startsWith(REST_START) && name.endsWith(REST_END)) {
      String columns = name.substring(REST_START.length(), name.length() - REST_END.length());
      return new Parsed(
          Kind.REST, parts(columns).stream().map(SegmentName::decode).toList(), List.of());
    }
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String part : parts(name)) {
      int equals = part.indexOf('=');
      Require.that(equals >= 0, "Segment must be 'all' or hold 'column=value'", "'" + name + "'");
      columns.add(decode(part.substring(0, equals)));
      values.add(decode(part.substring(equals + 1)));
    }
    return new Parsed(Kind.VALUES, columns, values);
  }

  private static String name(Parsed segment) {
    return switch (segment.kind()) {
      case ALL -> ALL;
      case VALUES -> of(segment.columns(), segment.values());
      case REST -> rest(segment.columns());
    };
  }

  private static List<String> parts(String joined) {
    return Arrays.asList(joined.split("&", -1));
  }

  private static void requireColumns(List<String> columns) {
    Require.that(
        !columns.isEmpty()
            && Collections.frequency(columns, "") == 0
            && new HashSet<>(columns).size() == columns.size(),
        "Segment must have at least one column, named and distinct",
        columns);
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : Utf8.encode(text)) {
      if (isUnreserved((char) Byte.toUnsignedInt(b))) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** Decodes leniently; what is not canonical is found by encoding again. */
  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        Require.that(isUnreserved(c), "Segment must be percent-encoded", "'" + text + "'");
        bytes.write(c);
      } else {
        Require.that(
            i + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(i + 1))
                && HexFormat.isHexDigit(text.charAt(i + 2)),
            "Each % of a segment must be followed by two hexadecimal digits",
            "'" + text + "'");
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      }
    }
    return Utf8.decode(bytes.toByteArray()).toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
