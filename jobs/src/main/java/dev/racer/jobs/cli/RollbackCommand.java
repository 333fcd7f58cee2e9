package dev.racer.jobs.cli;

import dev.racer.core.published.Commit;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.show.Texts;
import dev.racer.jobs.show.Versions;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.CommitAnswer;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RollbackRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts an earlier version back in force, or pins the one in force; without Spark. */
@Command(
    name = "rollback",
    description =
        "Puts an earlier version back in force, under a new number; or pins the version in force, so"
            + " that runs leave it there. Without Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class RollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PublicationOptions publication;

  @Option(
      names = "--to",
      paramLabel = "N",
      description = "Version whose files are to be in force again (see show versions).")
  private Long to;

  @Option(
      names = "--pin",
      description =
          "Pin it: no run replaces it until --unpin. Without --to, the version in force is pinned.")
  private boolean pin;

  @Option(names = "--unpin", description = "Let runs replace the version in force again.")
  private boolean unpin;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for show versions.")
  private String reason;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (unpin ? pin || to != null : !pin && to == null) {
      throw new ParameterException(
          spec.commandLine(), "Expected --to N, --to N --pin, --pin or --unpin");
    }
    Settings settings = publication.settings();
    PublicationStore store = OutputSettings.open(settings);
    Commit target = Versions.find(store, to == null ? OptionalLong.empty() : OptionalLong.of(to));
    Instant now = Instant.now();
    // to pin what is in force does not make it last longer; to go back to it does
    Optional<Instant> validUntil =
        to == null
            ? target.validUntil()
            : OutputSettings.timeToLive(settings).map(timeToLive -> now.plus(timeToLive));
    OptionalLong basis = to == null ? OptionalLong.of(target.sequence()) : OptionalLong.empty();
    CommitAnswer answer = store.rollback(target.sequence(), request(validUntil, basis), now);
    if (answer instanceof CommitAnswer.Overtaken overtaken) {
      throw new UncheckedIOException(
          new IOException(
              "Nothing was changed: version "
                  + overtaken.inForce().sequence()
                  + " came in force meanwhile; run it again"));
    }
    spec.commandLine().getOut().print(json ? json(answer) : text(answer));
    return answer instanceof CommitAnswer.Refused ? ExitCodes.REFUSED : ExitCodes.DONE;
  }

  private RollbackRequest request(Optional<Instant> validUntil, OptionalLong basis) {
    Optional<String> why = Optional.ofNullable(reason);
    if (why.isPresent() && (reason.isBlank() || reason.length() > Commit.MOST_REASON)) {
      throw new ConfigException(
          "--reason must have 1 to "
              + Commit.MOST_REASON
              + " characters, not all of them blank, got "
              + reason.length());
    }
    return new RollbackRequest(pin, validUntil, why, basis);
  }

  private static String text(CommitAnswer answer) {
    if (answer instanceof CommitAnswer.Refused refused) {
      return "Nothing was changed: " + refused.reason() + "\n";
    }
    Commit commit = answer.commit().orElseThrow();
    return String.format(
        Locale.ROOT,
        "Version %d is in force, %s, valid %s: the files of attempt %s\n",
        commit.sequence(),
        commit.pinned() ? "pinned" : "not pinned",
        commit.validUntil().map(until -> "until " + Texts.time(until)).orElse("for ever"),
        commit.attemptId());
  }

  private static String json(CommitAnswer answer) {
    boolean isRefused = answer instanceof CommitAnswer.Refused;
    String why =
        answer instanceof CommitAnswer.Refused refused
            ? CalibrateSummary.quoted(refused.reason())
            : "null";
    return "{\"schema_version\":1,\"outcome\":\""
        + (isRefused ? "refused" : "committed")
        + "\",\"reason\":"
        + why
        + ",\"commit\":"
        + answer.commit().map(Commit::toJsonLine).orElse("null")
        + "}\n";
  }
}
