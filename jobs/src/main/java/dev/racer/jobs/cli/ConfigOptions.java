package dev.racer.jobs.cli;

import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.Settings;
import dev.racer.spark.publication.Manifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options by which every command is configured. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file (HOCON); may be given several times, later ones win.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One configuration value; a list is written [a,b]. Wins over files.")
  private List<String> assignments = new ArrayList<>();

  Settings load() {
    return load(List.of());
  }

  /** Loads the configuration with further values, which win. */
  Settings load(List<Assignment> more) {
    List<Assignment> all = new ArrayList<>();
    assignments.forEach(assignment -> all.add(Assignment.ofSet(assignment)));
    all.addAll(more);
    return Settings.load(files, all);
  }

  /** Prints every effective value with its origin. */
  static void print(Settings settings, PrintWriter out) {
    settings
        .effective()
        .forEach(
            (key, value) -> out.println(key + " = " + value.rendered() + "   # " + value.origin()));
  }

  /** The effective settings, as a manifest lists them. */
  static List<Manifest.ConfigEntry> entries(Settings settings) {
    List<Manifest.ConfigEntry> entries = new ArrayList<>();
    settings
        .effective()
        .forEach(
            (key, value) ->
                entries.add(new Manifest.ConfigEntry(key, value.rendered(), value.origin())));
    return entries;
  }
}
