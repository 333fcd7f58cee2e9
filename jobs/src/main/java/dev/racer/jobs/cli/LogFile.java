package dev.racer.jobs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The log file of this process, for what is to stand there though no logger may be there any more.
 *
 * @param path the file
 * @param format what its lines look like
 */
record LogFile(Path path, Format format) {
  /** What the lines of a log file look like. */
  enum Format {
    /** For people. */
    TEXT,
    /** One object per line, as {@code conf/log4j2-json.properties} says. */
    JSON
  }

  /** The log file that the launcher chose, if it did. */
  static Optional<LogFile> ofProcess() {
    Format format =
        System.getProperty("racer.log.format", "").equals("json") ? Format.JSON : Format.TEXT;
    return Optional.ofNullable(System.getProperty("racer.log.file"))
        .filter(file -> !file.isBlank())
        .map(file -> new LogFile(Path.of(file), format));
  }

  /**
   * Adds what ended the process.
   *
   * @param message on one line
   * @param trace stack trace, on many lines
   */
  void append(Clock clock, String message, String trace) throws IOException {
    Files.writeString(
        path,
        format == Format.TEXT ? trace : line(clock, message, trace),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String line(Clock clock, String message, String trace) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("ts", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
      json.writeStringField("level", "ERROR");
      for (String name : new String[] {"run_id", "verb", "date"}) {
        String property = "racer.run." + (name.equals("run_id") ? "id" : name);
        json.writeStringField(name, System.getProperty(property, ""));
      }
      json.writeStringField("thread", Thread.currentThread().getName());
      json.writeStringField("logger", LogFile.class.getName());
      json.writeStringField("msg", message);
      json.writeStringField("exception", trace);
      json.writeEndObject();
    }
    return line.append('\n').toString();
  }
}
