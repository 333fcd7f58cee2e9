package dev.racer.jobs.cli;

import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.util.ArrayList;
import java.util.List;
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
    return OutputSettings.open(settings());
  }

  /**
   * The settings that name the publication.
   *
   * @throws ConfigException if they are not as they must be
   */
  Settings settings() {
    List<Assignment> options = new ArrayList<>();
    if (output != null) {
      options.add(new Assignment("lake.output", output, "--output"));
    }
    if (publication != null) {
      options.add(new Assignment("publication.name", publication, "--publication"));
    }
    return config.load(options);
  }
}
