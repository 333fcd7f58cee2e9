package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Writes JSON text: indented for files that people open, on one line for machines that read lines.
 */
public final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /** Something that is written as one value. */
  @FunctionalInterface
  public interface Value {
    /** Writes the value, an object with all its fields for example. */
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** The value as an indented document in UTF-8, with a final newline on every platform. */
  public static byte[] document(Value value) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    return (write(value, printer) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The value on one line, without a newline. */
  public static String line(Value value) {
    return write(value, null);
  }

  private static String write(Value value, DefaultPrettyPrinter printer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      if (printer != null) {
        json.setPrettyPrinter(printer);
      }
      value.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A field with a text, or with null. */
  public static void field(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      json.writeString(value.get());
    } else {
      json.writeNull();
    }
  }

  static void dateField(JsonGenerator json, String name, Optional<LocalDate> value)
      throws IOException {
    field(json, name, value.map(LocalDate::toString));
  }

  static void field(JsonGenerator json, String name, OptionalLong value) throws IOException {
    json.writeFieldName(name);
    if (value.isPresent()) {
      json.writeNumber(value.getAsLong());
    } else {
      json.writeNull();
    }
  }

  static void field(JsonGenerator json, String name, SortedMap<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }

  /** A field with an array of values. */
  public static void array(JsonGenerator json, String name, Iterable<? extends Value> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Value value : values) {
      value.writeTo(json);
    }
    json.writeEndArray();
  }

  /** A field with an array of texts. */
  public static void texts(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
