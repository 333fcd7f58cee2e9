package dev.racer.jobs.cli;

import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.ExitCodes;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of RACER on Spark. */
@Command(
    name = "racer",
    description = "Risk-controlled model sets for LLM routing, as Spark batch jobs.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class,
    subcommands = {
      DemoCommand.class,
      GenerateCommand.class,
      CalibrateCommand.class,
      NightlyCommand.class,
      RouteCommand.class,
      EvaluateCommand.class,
      TuneCommand.class,
      ReportCommand.class,
      ShowCommand.class,
      RollbackCommand.class,
      ExpireCommand.class,
      VerifyCommand.class,
      DiffCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, now or by the same run before; 1 failed, a retry may help; 2 usage or"
          + " configuration; 3 data refused; 4 the answer is no (a gate refused)."
    })
public final class Racer implements Runnable {
  @Spec private CommandSpec spec;

  private Racer() {}

  /**
   * Runs one command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    // not System.out's own charset: published names are UTF-8, whatever the locale
    Charset utf8 = StandardCharsets.UTF_8;
    PrintWriter out = new PrintWriter(System.out, false, utf8);
    PrintWriter err = new PrintWriter(System.err, true, utf8);
    System.exit(run(arguments, out, err));
  }

  /**
   * Runs one command.
   *
   * @param arguments the command line
   * @param out results
   * @param err progress and errors
   * @return the exit code
   */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    Failures failures = new Failures(err, LogFile.ofProcess());
    CommandLine commands =
        commandLine()
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler((e, command, parsed) -> failures.report(e))
            .setParameterExceptionHandler((e, parsed) -> usageError(e, err));
    try {
      return commands.execute(arguments);
    } catch (Error e) { // out of memory, a class that is missing: also a failure to report
      return failures.report(e);
    } finally {
      out.flush();
      err.flush();
    }
  }

  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Racer());
    commands.registerConverter(LocalDate.class, new DayConverter()); // of the subcommands, too
    for (String command : List.of("calibrate", "nightly", "route", "evaluate", "tune")) {
      CalibrateCommand.addKeysToHelp(commands.getSubcommands().get(command));
    }
    return commands;
  }

  private static int usageError(ParameterException e, PrintWriter err) {
    err.println("racer: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCodes.USAGE;
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
