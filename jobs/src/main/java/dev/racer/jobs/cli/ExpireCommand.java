package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.show.TextTable;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.Expiry;
import dev.racer.spark.publication.Expiry.Removal;
import dev.racer.spark.publication.PublicationStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Removes what nobody needs any more of a publication; without Spark. */
@Command(
    name = "expire",
    description =
        "Removes attempts, runs and records of days that are old and that neither the version in"
            + " force, nor a version of that time, nor the next night needs. Commits stay. Without"
            + " Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class ExpireCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PublicationOptions publication;

  @Option(
      names = "--older-than",
      required = true,
      paramLabel = "AGE",
      description = "Days (90d) or hours (48h); at least two days.")
  private String olderThan;

  @Option(names = "--dry-run", description = "Remove nothing; print what would go.")
  private boolean dryRun;

  @Option(names = "--json", description = "One JSON object per folder and line.")
  private boolean json;

  @Override
  public Integer call() {
    Duration age = age();
    Settings settings = publication.settings();
    PublicationStore store = OutputSettings.open(settings);
    int window =
        settings.parsed("nightly.window", Integer::parseInt)
            + settings.parsed("nightly.label-age", Integer::parseInt);
    List<Removal> removals = Expiry.find(store, age, window, Instant.now());
    if (!dryRun) {
      Expiry.remove(store, removals);
    }
    spec.commandLine().getOut().print(json ? json(removals) : text(removals));
    return ExitCodes.DONE;
  }

  private Duration age() {
    try {
      Duration age = OutputSettings.duration(olderThan);
      if (age.compareTo(Expiry.LEAST_AGE) < 0) {
        throw new IllegalArgumentException(
            "must be at least " + Expiry.LEAST_AGE.toDays() + " days, got " + olderThan);
      }
      return age;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--older-than " + e.getMessage(), e);
    }
  }

  private String text(List<Removal> removals) {
    TextTable table = new TextTable("kind", "folder", ">files", ">bytes");
    for (Removal removal : removals) {
      table.add(
          removal.kind().key(),
          removal.path(),
          Texts.count(removal.files()),
          Texts.count(removal.bytes()));
    }
    long bytes = removals.stream().mapToLong(Removal::bytes).sum();
    return table.text("")
        + (dryRun ? "Would remove " : "Removed ")
        + Texts.count(removals.size())
        + " folders, "
        + Texts.count(bytes)
        + " bytes\n";
  }

  private String json(List<Removal> removals) {
    StringBuilder lines = new StringBuilder();
    for (Removal removal : removals) {
      lines.append("{\"kind\":").append(CalibrateSummary.quoted(removal.kind().key()));
      lines.append(",\"folder\":").append(CalibrateSummary.quoted(removal.path()));
      lines.append(",\"files\":").append(removal.files());
      lines.append(",\"bytes\":").append(removal.bytes());
      lines.append(",\"removed\":").append(!dryRun).append("}\n");
    }
    return lines.toString();
  }
}
