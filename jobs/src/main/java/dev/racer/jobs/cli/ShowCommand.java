package dev.racer.jobs.cli;

import dev.racer.core.published.Commit;
import dev.racer.jobs.show.QualityView;
import dev.racer.jobs.show.RunsView;
import dev.racer.jobs.show.ThresholdsView;
import dev.racer.jobs.show.Versions;
import dev.racer.jobs.show.VersionsView;
import dev.racer.spark.publication.PublicationStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a publication holds; reads files only, without Spark. */
@Command(
    name = "show",
    description = "Shows what a publication holds, without Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class,
    subcommands = {
      ShowCommand.Thresholds.class,
      ShowCommand.History.class,
      ShowExploration.class,
      ShowCommand.Quality.class,
      ShowCommand.Runs.class
    })
final class ShowCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing what to show: thresholds, versions, exploration, quality or runs");
  }

  /** Shows thresholds. */
  @Command(
      name = "thresholds",
      description = "Shows the thresholds of a version and marks those in force.")
  static final class Thresholds implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private PublicationOptions publication;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help message and exit.")
    private boolean unusedHelp; // picocli itself acts on it

    @Option(
        names = "--version",
        paramLabel = "N",
        description = "Version to show; without it, the one in force.")
    private Long version;

    @Option(names = "--router", paramLabel = "NAME", description = "Only rows of this router.")
    private String router;

    @Option(
        names = "--segment",
        paramLabel = "SEGMENT",
        description = "Only rows of this segment: all, or column=value as it is shown.")
    private String segment;

    @Option(names = "--in-force", description = "Only rows in force.")
    private boolean inForce;

    @Option(
        names = "--all",
        description =
            "Also rows of other scores, risk targets and guarantees than the policy's (--json has"
                + " them always).")
    private boolean all;

    @Option(names = "--json", description = "One JSON object per row and line, every key in order.")
    private boolean json;

    @Override
    public void run() {
      PublicationStore store = publication.open();
      Commit commit = Versions.find(store, optional(version));
      ThresholdsView view =
          new ThresholdsView(
              commit,
              store.thresholds(commit),
              new ThresholdsView.Filter(
                  Optional.ofNullable(router), Optional.ofNullable(segment), inForce));
      if (json) {
        printLines(spec, view.json());
      } else {
        spec.commandLine().getOut().print(all ? view.textOfAll() : view.text());
      }
    }
  }

  /** Shows versions. */
  @Command(
      name = "versions",
      description = "Shows every version there was: when, why, until when, and which is in force.",
      mixinStandardHelpOptions = true,
      versionProvider = Racer.Version.class)
  static final class History implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private PublicationOptions publication;

    @Option(names = "--json", description = "One JSON object per version and line.")
    private boolean json;

    @Override
    public void run() {
      VersionsView view = VersionsView.of(publication.open(), Instant.now());
      if (json) {
        printLines(spec, view.json());
      } else {
        spec.commandLine().getOut().print(view.text());
      }
    }
  }

  /** Shows what became of input rows. */
  @Command(
      name = "quality",
      description = "Shows which input rows were used, excluded and quarantined, and why.",
      mixinStandardHelpOptions = true,
      versionProvider = Racer.Version.class)
  static final class Quality implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private PublicationOptions publication;

    @Option(
        names = "--run",
        paramLabel = "ID",
        description = "Run to show, published or not (see show runs); else the version in force.")
    private String run;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public void run() {
      PublicationStore store = publication.open();
      QualityView view =
          run == null
              ? QualityView.ofVersion(store, OptionalLong.empty())
              : QualityView.ofRun(store, run);
      spec.commandLine().getOut().print(json ? view.json() + "\n" : view.text());
    }
  }

  /** Shows runs. */
  @Command(
      name = "runs",
      description = "Shows how every run ended, published or not.",
      mixinStandardHelpOptions = true,
      versionProvider = Racer.Version.class)
  static final class Runs implements Runnable {
    @Spec private CommandSpec spec;

    @Mixin private PublicationOptions publication;

    @Option(names = "--json", description = "One JSON object per run and line.")
    private boolean json;

    @Override
    public void run() {
      RunsView view = RunsView.of(publication.open());
      if (json) {
        printLines(spec, view.json());
      } else {
        spec.commandLine().getOut().print(view.text());
      }
    }
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static void printLines(CommandSpec spec, List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    for (String line : lines) {
      out.print(line + "\n");
    }
  }
}
