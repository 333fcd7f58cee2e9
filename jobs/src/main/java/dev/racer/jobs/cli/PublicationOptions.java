package dev.racer.jobs.cli;

import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.CalibrateSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which publication is meant. */
final class PublicationOptions {
  @Mixin private ConfigOptions config;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder that holds publications; the same as --set lake.output=DIR.")
  private String output;

  @Option(
      names = "--publication",
      paramLabel = "NAME",
      description = "Name of the publication; the same as --set publication.name=NAME.")
  private String publication;

  /**
   * Opens the publication.
   *
   * @throws ConfigException if there is none of that name
   */
  PublicationStore open() {
    List<Assignment> options = new ArrayList<>();
    if (output != null) {
      options.add(new Assignment("lake.output", output, "--output"));
    }
    if (publication != null) {
      options.add(new Assignment("publication.name", publication, "--publication"));
    }
    return open(config.load(options));
  }

  /**
   * Opens the publication that settings name.
   *
   * @throws ConfigException if there is none of that name
   */
  static PublicationStore open(Settings settings) {
    Path folder = CalibrateSettings.output(settings);
    PublicationStore store =
        settings.parsed("publication.name", name -> PublicationStore.local(folder, name));
    if (!store.exists()) {
      throw new ConfigException(
          settings.place("publication.name")
              + ": there is no publication "
              + store.name()
              + " in "
              + folder
              + "; found "
              + publicationsIn(folder));
    }
    return store;
  }

  private static List<String> publicationsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isDirectory(entry.resolve("runs")))
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder + ": " + e, e);
    }
  }
}
