package dev.racer.core.published;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of published thresholds: one row, or the document {@code thresholds.json}.
 *
 * <p>Keys, their order and the form of every number are frozen with {@link
 * PublishedThreshold#SCHEMA_VERSION}: equal values give equal bytes. Reading accepts what is
 * written here and nothing else, since a gateway must not act on a document that it only half
 * understands.
 */
public final class ThresholdsJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private interface Content {
    void writeTo(JsonGenerator out) throws IOException;
  }

  private ThresholdsJson() {}

  /**
   * Writes a row as one JSON object.
   *
   * @param out keys and numbers do not depend on its settings; what it escapes in text does
   * @throws IOException if {@code out} fails
   */
  public static void writeRow(PublishedThreshold row, JsonGenerator out) throws IOException {
    new ThresholdsWriter(out).row(row);
  }

  /** Returns a row as one line of JSON, without the line feed. */
  public static String row(PublishedThreshold row) {
    return text(out -> writeRow(row, out));
  }

  /** Returns the document in UTF-8: each row on a line of its own, with a final line feed. */
  public static byte[] write(PublishedThresholds document) {
    return text(out -> new ThresholdsWriter(out).document(document))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a document.
   *
   * @param document the bytes that {@link #write} returned
   * @throws PublishedFormatException if the schema version is unknown; a key is missing, repeated,
   *     unknown or out of order; rows are out of order; a value is not of its type or contradicts
   *     another ({@code threshold} and {@code threshold_bits}, for one); the text is cut short,
   *     followed by something, or not UTF-8. The message names line and JSON pointer.
   */
  public static PublishedThresholds read(byte[] document) {
    return JsonCursor.read(document, ThresholdsReader::document);
  }

  /** Writes characters: writing bytes, Jackson would escape the supplementary ones. */
  private static String text(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory must not fail", e);
    }
    return text.toString();
  }
}
