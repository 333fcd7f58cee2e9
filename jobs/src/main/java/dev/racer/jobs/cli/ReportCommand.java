package dev.racer.jobs.cli;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.report.ReportConfig;
import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.ReportResult;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reports on an evaluation. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "report",
    description =
        "Shows an evaluation: a page to look at, its plots as SVG and PNG, its tables as CSV and"
            + " Markdown, and a notebook.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description =
          "Run or attempt to report on (see show runs); without it, the newest evaluation.")
  private String run;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder of the report; must be absent, empty or hold an earlier report.")
  private Path output;

  @Option(
      names = "--notebook",
      paramLabel = "FILE",
      description =
          "Notebook over the tables, which are put into a folder beside it; ends in .ipynb.")
  private Path notebook;

  @Option(
      names = "--risk-level",
      paramLabel = "X",
      description =
          "Evaluated risk level that the first screen and the histograms are about (default: 0.10,"
              + " or the evaluated one next to it).")
  private String riskLevel;

  @Option(
      names = "--no-png",
      description = "Write plots as SVG alone; PNG needs a Java with fonts.")
  private boolean noPng;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Settings settings = config.load();
    ReportConfig report =
        new ReportConfig(
            OutputSettings.open(settings),
            Optional.ofNullable(run),
            Optional.ofNullable(riskLevel).map(this::level),
            Optional.ofNullable(output),
            Optional.ofNullable(notebook),
            noPng ? Images.NO_PNG : Images.ALL);
    ReportResult result = ReportRun.run(report, settings, spec.commandLine().getErr());
    ReportSummary summary = new ReportSummary(result);
    spec.commandLine().getOut().print(json ? summary.json() + "\n" : summary.text());
    return ExitCodes.DONE;
  }

  private RiskLevel level(String text) {
    try {
      return RiskLevel.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--risk-level: " + e.getMessage(), e);
    }
  }
}
