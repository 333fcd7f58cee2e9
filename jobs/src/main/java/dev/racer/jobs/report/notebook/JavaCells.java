package dev.racer.jobs.report.notebook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Runs the code cells of a notebook, one after the other, in a Java of their own. */
public final class JavaCells {
  private JavaCells() {}

  /**
   * The cells with what they print.
   *
   * @param cells the cells
   * @param folder working folder of the code
   * @throws IllegalStateException if a cell does not compile or throws, or this Java has no jshell
   */
  public static List<Notebook.Cell> run(List<Notebook.Cell> cells, Path folder) {
    if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
      throw new IllegalStateException(
          "A notebook needs a JDK with the module jdk.jshell to run its cells, got Java "
              + Runtime.version()
              + " without");
    }
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    List<Notebook.Cell> run = new ArrayList<>();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        JShell shell =
            JShell.builder()
                .in(new ByteArrayInputStream(new byte[0]))
                .out(out)
                .err(out)
                .remoteVMOptions(
                    "-Duser.dir=" + folder.toAbsolutePath(),
                    "-Dfile.encoding=UTF-8",
                    "-Duser.language=" + Locale.ENGLISH.getLanguage())
                .build()) {
      for (Notebook.Cell cell : cells) {
        if (cell instanceof Notebook.Cell.Code code) {
          printed.reset();
          evaluate(shell, code.source());
          String output = printed.toString(StandardCharsets.UTF_8);
          run.add(new Notebook.Cell.Code(code.source(), Optional.of(output)));
        } else {
          run.add(cell);
        }
      }
    }
    return List.copyOf(run);
  }

  private static void evaluate(JShell shell, String source) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo next = analysis.analyzeCompletion(rest);
      if (!next.completeness().isComplete()) {
        throw new IllegalStateException("Cell must be complete Java, got " + rest);
      }
      for (SnippetEvent event : shell.eval(next.source())) {
        if (event.status() != Snippet.Status.VALID || event.exception() != null) {
          throw new IllegalStateException(
              "Cell must run, got "
                  + shell.diagnostics(event.snippet()).map(d -> d.getMessage(Locale.ROOT)).toList()
                  + " for "
                  + next.source(),
              event.exception());
        }
      }
      rest = next.remaining();
    }
  }
}
