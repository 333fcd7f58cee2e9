package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The fields of one JSON object, taken one by one. What is missing, of another type, given twice or
 * never taken is refused with the place where it stands: these files are written by this project
 * alone, so anything else means damage or another version.
 */
final class JsonFields {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Stands for a JSON null: distinguishes it from a missing key. */
  private static final Object NULL = new Object();

  private final String place;
  private final Map<String, Object> remaining;

  private JsonFields(String place, Map<String, Object> values) {
    this.place = place;
    this.remaining = new LinkedHashMap<>(values);
  }

  /**
   * Reads a document that holds one object.
   *
   * @param text UTF-8 JSON
   * @param place what to call the document in messages, for example its path
   * @throws DataContractException if the text is not one complete JSON object
   */
  static JsonFields parse(byte[] text, String place) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DataContractException(place + ": expected a JSON object");
      }
      JsonFields fields = new JsonFields(place, object(parser));
      if (parser.nextToken() != null) {
        throw new DataContractException(place + ": expected nothing after the JSON object");
      }
      return fields;
    } catch (IOException e) {
      throw new DataContractException(
          place + ": is not valid JSON: " + firstLine(e.getMessage()), e);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser));
    }
    return values;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> NULL;
    };
  }

  /** Takes {@code schema_version} and refuses any but the given one. */
  void schemaVersion(int expected) {
    long version = number("schema_version");
    if (version != expected) {
      throw new DataContractException(
          place + ": schema_version must be " + expected + ", got " + version);
    }
  }

  String string(String name) {
    return take(name, String.class, "a string");
  }

  long number(String name) {
    return take(name, Long.class, "an integer");
  }

  Instant instant(String name) {
    String text = string(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw wrong(name, "a UTC instant such as 2026-11-22T10:15:30Z", text, e);
    }
  }

  Optional<String> optionalString(String name) {
    return takeNull(name) ? Optional.empty() : Optional.of(string(name));
  }

  OptionalLong optionalNumber(String name) {
    return takeNull(name) ? OptionalLong.empty() : OptionalLong.of(number(name));
  }

  LocalDate date(String name) {
    String text = string(name);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw wrong(name, "a date such as 2026-11-22", text, e);
    }
  }

  Optional<LocalDate> optionalDate(String name) {
    Optional<String> text = optionalString(name);
    try {
      return text.map(LocalDate::parse);
    } catch (DateTimeException e) {
      throw wrong(name, "a date such as 2026-11-22", text.orElse(""), e);
    }
  }

  /** The date of a key that some documents of this version have and others have not. */
  Optional<LocalDate> dateIfThere(String name) {
    return remaining.containsKey(name) ? optionalDate(name) : Optional.empty();
  }

  JsonFields fields(String name) {
    Object value = take(name, Map.class, "an object");
    return new JsonFields(place + ", " + name, asFields(value));
  }

  Optional<JsonFields> optionalFields(String name) {
    return takeNull(name) ? Optional.empty() : Optional.of(fields(name));
  }

  /** Whether a key is there that some documents of this version have and others have not. */
  boolean has(String name) {
    return remaining.containsKey(name);
  }

  /** The object of a key that some documents of this version have and others have not. */
  Optional<JsonFields> fieldsIfThere(String name) {
    return remaining.containsKey(name) ? Optional.of(fields(name)) : Optional.empty();
  }

  List<JsonFields> list(String name) {
    List<?> values = take(name, List.class, "an array");
    List<JsonFields> list = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String element = name + "[" + i + "]";
      Object value = cast(element, values.get(i), Map.class, "an object");
      list.add(new JsonFields(place + ", " + element, asFields(value)));
    }
    return list;
  }

  List<String> texts(String name) {
    return textsOf(name, take(name, List.class, "an array of strings"));
  }

  List<List<String>> textLists(String name) {
    List<?> values = take(name, List.class, "an array of arrays");
    List<List<String>> lists = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String element = name + "[" + i + "]";
      lists.add(textsOf(element, cast(element, values.get(i), List.class, "an array of strings")));
    }
    return lists;
  }

  private List<String> textsOf(String name, List<?> values) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      texts.add(cast(name + "[" + i + "]", values.get(i), String.class, "a string"));
    }
    return texts;
  }

  SortedMap<String, String> strings(String name) {
    JsonFields strings = fields(name);
    SortedMap<String, String> values = new TreeMap<>();
    for (String key : List.copyOf(strings.remaining.keySet())) {
      values.put(key, strings.string(key));
    }
    return values;
  }

  SortedMap<String, Long> counts(String name) {
    JsonFields counts = fields(name);
    SortedMap<String, Long> values = new TreeMap<>();
    for (String key : List.copyOf(counts.remaining.keySet())) {
      values.put(key, counts.number(key));
    }
    return values;
  }

  /** Ends the object: refuses what was not taken. */
  void end() {
    if (!remaining.isEmpty()) {
      throw new DataContractException(place + ": unknown key " + remaining.keySet());
    }
  }

  /** Runs a constructor that checks its arguments, so that what it refuses names the document. */
  <T> T build(Supplier<T> constructor) {
    end();
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw new DataContractException(place + ": " + e.getMessage(), e);
    }
  }

  private boolean takeNull(String name) {
    return remaining.get(name) == NULL && remaining.remove(name) == NULL;
  }

  private <T> T take(String name, Class<T> type, String expected) {
    if (!remaining.containsKey(name)) {
      throw new DataContractException(place + ": key " + name + " is missing");
    }
    return cast(name, remaining.remove(name), type, expected);
  }

  private <T> T cast(String name, Object value, Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw wrong(name, expected, value == NULL ? "null" : value, null);
    }
    return type.cast(value);
  }

  private DataContractException wrong(String name, String expected, Object got, Exception cause) {
    return new DataContractException(
        place + ": " + name + " must be " + expected + ", got " + got, cause);
  }

  @SuppressWarnings("unchecked") // only object() makes maps, all of them with string keys
  private static Map<String, Object> asFields(Object value) {
    return (Map<String, Object>) value;
  }
}
