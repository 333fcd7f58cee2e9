package dev.racer.core.published;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.racer.core.pool.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a JSON document whose keys and their order are known, and refuses any other.
 *
 * <p>The current token is always the first of the value to be read next; {@link #key} moves there.
 * Because the order is fixed, a missing, unknown or repeated key is the same finding: another key
 * stands where one was expected. Every refusal is a {@link PublishedFormatException}.
 */
final class JsonCursor {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int SHOWN = 60;

  /** Jackson signals damage by a checked exception; here it becomes a refusal. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private final JsonParser parser;

  private JsonCursor(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a whole document.
   *
   * @param bytes UTF-8 without byte order mark, ending with a line feed, so that every document cut
   *     short is known as such
   * @param reader reads the one value that the document consists of
   */
  static <T> T read(byte[] bytes, Function<JsonCursor, T> reader) {
    if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
      throw new PublishedFormatException(
          "Expected a document that ends with a line feed, got one cut short at byte "
              + bytes.length);
    }
    CharBuffer text;
    try {
      text = Utf8.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new PublishedFormatException("Expected UTF-8: " + e.getMessage(), e);
    }
    try (JsonParser parser =
        FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
      JsonCursor cursor = new JsonCursor(parser);
      cursor.next();
      T value = reader.apply(cursor);
      cursor.next();
      if (parser.currentToken() != null) {
        throw cursor.refusal("the end of the document");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory must not fail", e);
    }
  }

  /** Reads an object; what its fields may not be together is a refusal at its place. */
  <T> T object(Supplier<T> fields) {
    require(JsonToken.START_OBJECT, "an object");
    T value;
    try {
      value = fields.get();
    } catch (IllegalArgumentException e) {
      throw new PublishedFormatException(
          place(parser.currentTokenLocation(), pointer().head()) // without the last field
              + ": "
              + e.getMessage(),
          e);
    }
    next();
    require(JsonToken.END_OBJECT, "no more keys");
    return value;
  }

  /** Reads an array. */
  <T> List<T> array(Supplier<T> element) {
    require(JsonToken.START_ARRAY, "an array");
    List<T> elements = new ArrayList<>();
    for (next(); parser.currentToken() != JsonToken.END_ARRAY; next()) {
      elements.add(element.get());
    }
    return elements;
  }

  /** Moves to the value of the next key, which must be the given one. */
  JsonCursor key(String expected) {
    next();
    if (parser.currentToken() != JsonToken.FIELD_NAME
        || !expected.equals(attempt(parser::currentName))) {
      throw refusal("key '" + expected + "'");
    }
    next();
    return this;
  }

  String text() {
    require(JsonToken.VALUE_STRING, "text");
    return attempt(parser::getText);
  }

  Optional<String> optionalText() {
    return isNull() ? Optional.empty() : Optional.of(text());
  }

  long integer() {
    require(JsonToken.VALUE_NUMBER_INT, "an integer");
    return attempt(parser::getLongValue);
  }

  OptionalLong optionalInteger() {
    return isNull() ? OptionalLong.empty() : OptionalLong.of(integer());
  }

  double number() {
    requireNumber();
    double value = attempt(parser::getDoubleValue);
    if (!Double.isFinite(value)) {
      throw refusal("a number within the range of doubles");
    }
    return value;
  }

  OptionalDouble optionalNumber() {
    return isNull() ? OptionalDouble.empty() : OptionalDouble.of(number());
  }

  Optional<BigDecimal> optionalDecimal() {
    if (isNull()) {
      return Optional.empty();
    }
    requireNumber();
    return Optional.of(attempt(parser::getDecimalValue));
  }

  Instant instant() {
    String text = text();
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new PublishedFormatException(
          refusal("a UTC instant such as 2026-11-22T10:15:30Z").getMessage(), e);
    }
  }

  Optional<Instant> optionalInstant() {
    return isNull() ? Optional.empty() : Optional.of(instant());
  }

  Optional<LocalDate> optionalDate() {
    if (isNull()) {
      return Optional.empty();
    }
    String text = text();
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      throw new PublishedFormatException(refusal("a date such as 2026-11-22").getMessage(), e);
    }
  }

  /** Reads the key {@code schema_version} and refuses any but the given one. */
  void schemaVersion(int expected) {
    long version = key("schema_version").integer();
    if (version != expected) {
      String refusal = refusal("schema version " + expected).getMessage();
      throw new PublishedFormatException(
          version > expected ? refusal + "; this reader is older than the document" : refusal);
    }
  }

  boolean truth() {
    if (parser.currentToken() != JsonToken.VALUE_TRUE
        && parser.currentToken() != JsonToken.VALUE_FALSE) {
      throw refusal("true or false");
    }
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Returns the refusal of the current token. */
  PublishedFormatException refusal(String expected) {
    return new PublishedFormatException(place() + ": expected " + expected + ", got " + found());
  }

  private void requireNumber() {
    if (!parser.currentToken().isNumeric()) {
      throw refusal("a number");
    }
  }

  private void require(JsonToken token, String expected) {
    if (parser.currentToken() != token) {
      throw refusal(expected);
    }
  }

  private void next() {
    attempt(parser::nextToken);
  }

  private <T> T attempt(Step<T> step) {
    try {
      return step.run();
    } catch (JacksonException e) {
      String expected =
          e instanceof JsonEOFException
              ? "the rest of the document, got its end"
              : "well-formed JSON: " + e.getOriginalMessage();
      throw new PublishedFormatException(
          place(e.getLocation(), pointer()) + ": expected " + expected, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory must not fail", e);
    }
  }

  private JsonPointer pointer() {
    return parser.getParsingContext().pathAsPointer();
  }

  private String place() {
    return place(parser.currentTokenLocation(), pointer());
  }

  private static String place(JsonLocation location, JsonPointer pointer) {
    String path = pointer.toString();
    return "Line " + location.getLineNr() + (path.isEmpty() ? "" : ", " + path);
  }

  private String found() {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "the end of the document";
    }
    if (token == JsonToken.END_OBJECT) {
      return "the end of the object";
    }
    String text = attempt(parser::getText);
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return (token == JsonToken.FIELD_NAME ? "key " : "") + "'" + shown + "'";
  }
}
