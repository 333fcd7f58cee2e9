package dev.racer.jobs.report.notebook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes notebooks in the format of Jupyter, nbformat 4.5, for a kernel of Java 17. */
public final class Notebook {
  /** Name in the metadata by which a notebook of a report is known. */
  public static final String MARKER = "racer_report";

  private static final String KERNEL = "rapaio-jupyter-kernel";

  private Notebook() {}

  /** A cell. */
  public sealed interface Cell {
    /**
     * Text with pictures.
     *
     * @param source Markdown; a picture is {@code ![alt](attachment:name)}
     * @param pictures PNG files by name
     */
    record Prose(String source, Map<String, byte[]> pictures) implements Cell {
      /** Takes a copy. */
      public Prose {
        pictures = Map.copyOf(pictures);
      }
    }

    /**
     * Code.
     *
     * @param source Java as jshell reads it; prints what it has to say
     * @param output what it printed; empty before it was run
     */
    record Code(String source, Optional<String> output) implements Cell {
      /** Code that was not run yet. */
      public static Code of(String source) {
        return new Code(source, Optional.empty());
      }
    }
  }

  /** The file of a notebook. */
  public static byte[] json(List<Cell> cells) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DefaultIndenter lines = new DefaultIndenter(" ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(lines);
    printer.indentObjectsWith(lines);
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.setPrettyPrinter(printer);
      json.writeStartObject();
      json.writeArrayFieldStart("cells");
      int run = 0;
      for (int i = 0; i < cells.size(); i++) {
        if (cells.get(i) instanceof Cell.Prose prose) {
          write(json, prose, i);
        } else if (cells.get(i) instanceof Cell.Code code) {
          run++;
          write(json, code, i, run);
        }
      }
      json.writeEndArray();
      writeMetadata(json);
      json.writeNumberField("nbformat", 4);
      json.writeNumberField("nbformat_minor", 5);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Cell.Prose prose, int index) throws IOException {
    json.writeStartObject();
    if (!prose.pictures().isEmpty()) {
      json.writeObjectFieldStart("attachments");
      for (Map.Entry<String, byte[]> picture : new TreeMap<>(prose.pictures()).entrySet()) {
        json.writeObjectFieldStart(picture.getKey());
        json.writeBinaryField("image/png", picture.getValue());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeStringField("cell_type", "markdown");
    json.writeStringField("id", "cell-" + index);
    json.writeObjectFieldStart("metadata");
    json.writeEndObject();
    writeLines(json, "source", prose.source());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Cell.Code code, int index, int run)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("cell_type", "code");
    if (code.output().isPresent()) {
      json.writeNumberField("execution_count", run);
    } else {
      json.writeNullField("execution_count");
    }
    json.writeStringField("id", "cell-" + index);
    json.writeObjectFieldStart("metadata");
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    String output = code.output().orElse("");
    if (!output.isEmpty()) {
      json.writeStartObject();
      json.writeStringField("name", "stdout");
      json.writeStringField("output_type", "stream");
      writeLines(json, "text", output);
      json.writeEndObject();
    }
    json.writeEndArray();
    writeLines(json, "source", code.source());
    json.writeEndObject();
  }

  private static void writeMetadata(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("metadata");
    json.writeObjectFieldStart("kernelspec");
    json.writeStringField("display_name", "Java");
    json.writeStringField("language", "java");
    json.writeStringField("name", KERNEL);
    json.writeEndObject();
    json.writeObjectFieldStart("language_info");
    json.writeStringField("file_extension", ".jshell");
    json.writeStringField("mimetype", "text/x-java-source");
    json.writeStringField("name", "java");
    json.writeEndObject();
    json.writeNumberField(MARKER, 1);
    json.writeEndObject();
  }

  /** Text as the lines that Jupyter keeps: each with its line feed, but for the last. */
  private static void writeLines(JsonGenerator json, String name, String text) throws IOException {
    json.writeArrayFieldStart(name);
    for (String line : lines(text)) {
      json.writeString(line);
    }
    json.writeEndArray();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int begin = 0;
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(begin, next));
      begin = next;
    }
    return lines;
  }
}
