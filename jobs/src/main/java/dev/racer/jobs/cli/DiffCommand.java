package dev.racer.jobs.cli;

import dev.racer.core.published.AttemptId;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.diff.ComparedVersion;
import dev.racer.jobs.diff.VersionDiff;
import dev.racer.jobs.show.Versions;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares versions; reads files only, without a Spark session. */
@Command(
    name = "diff",
    description =
        "Shows what one version does differently from another on the same traffic: thresholds,"
            + " risk, set sizes, calls, cost and abstention by segment, worst first.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class DiffCommand implements Callable<Integer> {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  @Spec private CommandSpec spec;

  @Mixin private PublicationOptions publication;

  @Option(
      names = "--from",
      paramLabel = "VERSION",
      required = true,
      description = "Number of a version, or the id of an attempt (see show runs).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "What to compare it with; without it, the version in force.")
  private String to;

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description =
          "Day (UTC) of the queries to compare on; without it, the newest day that the version of"
              + " --to was made from, or all of its records if it was not made day by day.")
  private LocalDate date;

  @Option(names = "--json", description = "Print the difference as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PublicationStore store = publication.open();
    ComparedVersion before = version(store, "--from", from);
    ComparedVersion after =
        to == null
            ? ComparedVersion.of(store, Versions.find(store, OptionalLong.empty()))
            : version(store, "--to", to);
    VersionDiff diff = ComparedVersion.diff(store, before, after, Optional.ofNullable(date));
    spec.commandLine().getOut().print(json ? diff.json() + "\n" : diff.text());
    return ExitCodes.DONE;
  }

  private static ComparedVersion version(PublicationStore store, String option, String text) {
    if (NUMBER.matcher(text).matches()) {
      return ComparedVersion.of(store, Versions.find(store, OptionalLong.of(Long.parseLong(text))));
    }
    if (AttemptId.matches(text)) {
      return ComparedVersion.ofAttempt(store, text);
    }
    throw new ConfigException(
        option
            + " must be the number of a version, or the id of an attempt (16 hex digits, '-' and 8"
            + " hex digits), got "
            + text);
  }
}
