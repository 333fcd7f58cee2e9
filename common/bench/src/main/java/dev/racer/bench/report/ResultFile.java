package dev.racer.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a result. */
public final class ResultFile {
  private ResultFile() {}

  /** The content of the file. */
  public static String text(Result result) {
    return Json.text(result);
  }

  /** The name under which a page keeps it. */
  public static String name(Result result) {
    Setup setup = result.setup();
    return "result-" + setup.queries() + "x" + setup.models() + ".json";
  }

  /**
   * Writes the file, and the folders above it.
   *
   * @throws IOException if that fails
   */
  public static void write(Path file, Result result) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text(result));
  }

  /**
   * Reads a file.
   *
   * @throws IOException if that fails
   * @throws IllegalArgumentException if it holds no result, or not all of one
   */
  public static Result read(Path file) throws IOException {
    return Json.read(Files.readString(file), Result.class);
  }
}
