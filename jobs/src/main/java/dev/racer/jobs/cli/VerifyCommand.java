package dev.racer.jobs.cli;

import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.show.Versions;
import dev.racer.jobs.verify.Certificate;
import dev.racer.jobs.verify.VersionVerifier;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies a version; reads files only, without a Spark session. */
@Command(
    name = "verify",
    description =
        "Computes every threshold of a version again from its records, without Spark's engine, and"
            + " checks every digest. Prints a certificate; exit code 4 if anything differs.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private PublicationOptions publication;

  @ArgGroup private Subject subject;

  @Option(names = "--json", description = "Print the certificate as one JSON object.")
  private boolean json;

  /** What is verified; without it, the version in force. */
  private static final class Subject {
    @Option(
        names = "--version-number",
        paramLabel = "N",
        description = "Version to verify; without it, the one in force.")
    private Long version;

    @Option(
        names = "--attempt",
        paramLabel = "ID",
        description = "Attempt to verify, committed or not: a refused one (see show runs).")
    private String attempt;
  }

  @Override
  public Integer call() {
    PublicationStore store = publication.open();
    Certificate certificate =
        subject != null && subject.attempt != null
            ? verifyAttempt(store, subject.attempt)
            : verifyVersion(
                store, subject == null ? OptionalLong.empty() : OptionalLong.of(subject.version));
    spec.commandLine().getOut().print(json ? certificate.json() + "\n" : certificate.text());
    return certificate.isWhole() ? ExitCodes.DONE : ExitCodes.REFUSED;
  }

  private static Certificate verifyVersion(PublicationStore store, OptionalLong version) {
    Commit commit = Versions.find(store, version);
    return VersionVerifier.verify(store.folder(), store.name(), commit, BuildInfo.read());
  }

  private static Certificate verifyAttempt(PublicationStore store, String attempt) {
    if (!AttemptId.matches(attempt)) {
      throw new ConfigException(
          "--attempt must be 16 hex digits, '-' and 8 hex digits, got " + attempt);
    }
    return VersionVerifier.verifyAttempt(store.folder(), store.name(), attempt, BuildInfo.read());
  }
}
