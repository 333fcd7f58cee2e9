package dev.racer.jobs.cli;

import dev.racer.jobs.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of RACER on Spark. */
@Command(
    name = "racer",
    description = "Risk-controlled model sets for LLM routing, as Spark batch jobs.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class,
    exitCodeOnInvalidInput = 2,
    exitCodeOnExecutionException = 1)
public final class Racer implements Runnable {
  @Spec private CommandSpec spec;

  private Racer() {}

  /**
   * Runs one command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Racer());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Says which build this is, without loading Spark. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildInfo build = BuildInfo.read();
      return new String[] {
        "racer " + build.version(),
        "git revision " + build.gitRevision(),
        "compiled against Spark " + build.sparkVersion()
      };
    }
  }
}
