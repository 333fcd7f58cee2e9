package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateConfig.Drift;
import dev.racer.jobs.generate.GenerateConfig.ExistingOutput;
import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import dev.racer.jobs.generate.GenerateConfig.ScoredQueries;
import dev.racer.jobs.generate.GenerateConfig.UnknownPattern;
import dev.racer.jobs.generate.GenerateResult;
import dev.racer.jobs.generate.RouterSpec;
import dev.racer.jobs.generate.Traffic;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a synthetic lake. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "generate",
    description =
        "Writes a synthetic lake: queries, router scores and outcomes, the same for the same"
            + " options and seed.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class GenerateCommand implements Callable<Integer> {
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*");

  private static final Pattern BOUNDS = Pattern.compile("([0-9]*\\.?[0-9]+):([0-9]*\\.?[0-9]+)");

  @Spec private CommandSpec spec;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the lake; must be absent or empty.")
  private String output;

  @Option(
      names = "--overwrite",
      description = "Remove the lake that an earlier generate left in the output folder.")
  private boolean overwrite;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Number of queries (default: 100000).")
  private Long queries;

  @Option(
      names = "--days",
      paramLabel = "D",
      description = "Number of days they are spread over (default: 14).")
  private Integer days;

  @Option(
      names = "--start-date",
      paramLabel = "DATE",
      description = "First day, UTC (default: 2026-01-01).")
  private LocalDate startDate;

  @Option(
      names = "--models",
      paramLabel = "N",
      description = "Number of candidate models (default: 7).")
  private Integer models;

  @Option(
      names = "--routers",
      paramLabel = "N",
      description =
          "Number of routers (default: 2, knn with many ties and mlp; more differ in skill).")
  private Integer routerCount;

  @Option(
      names = "--router",
      paramLabel = "NAME:KIND[:SKILL]",
      description =
          "A router, instead of --routers; may be repeated. Kinds: knn<neighbours>, sigmoid, logit,"
              + " levels<count>. Skill: 0 knows nothing about the single query; default 0.4.")
  private List<String> routers;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of everything (default: 0).")
  private Long seed;

  @Option(names = "--wide", description = "Router scores as one map per query and router.")
  private boolean wide;

  @Option(
      names = "--router-train-share",
      paramLabel = "X",
      description =
          "Share of queries marked router_train, which get no scores (default: 0.2). Calibrate with"
              + " exclude-where = router_train.")
  private Double routerTrainShare;

  @Option(names = "--score-router-train", description = "Scores for the router_train queries, too.")
  private boolean scoreRouterTrain;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description = "Number of tenants beside tenant-tiny (default: 8).")
  private Integer tenants;

  @Option(
      names = "--skew",
      paramLabel = "X",
      description = "Share of the queries that belong to the first tenant.")
  private Double skew;

  @Option(
      names = "--drift-from",
      paramLabel = "DATE",
      description = "From this day on the models are better or worse; the routers do not know.")
  private LocalDate driftFrom;

  @Option(
      names = "--drift-strength",
      paramLabel = "X",
      description =
          "Share of right answers that the better half of the models loses (default: 0.3).")
  private Double driftStrength;

  @Option(
      names = "--corrupt-share",
      paramLabel = "X",
      description = "Share of queries with a malformed row, of all kinds in turn (default: 0).")
  private Double corruptShare;

  @Option(
      names = "--unknown-share",
      paramLabel = "X",
      description = "Share of labels that are missing (default: 0).")
  private Double unknownShare;

  @Option(
      names = "--unknown-on-hard",
      description = "Labels are missing more often, the fewer models are right.")
  private boolean unknownOnHard;

  @Option(
      names = "--full-fanout-probability",
      paramLabel = "X",
      description = "Adds the column full_fanout_probability with this value.")
  private Double fullFanoutProbability;

  @Option(
      names = "--exploration",
      paramLabel = "Q",
      description =
          "A coin sends this share of the queries to all models: columns explored and"
              + " full_fanout_probability.")
  private Double exploration;

  @Option(
      names = "--exploration-by-tenant",
      paramLabel = "MIN:MAX",
      description =
          "The same with a probability that varies: MIN for the largest tenant, MAX for the"
              + " smallest.")
  private String explorationByTenant;

  @Option(
      names = "--called",
      paramLabel = "N",
      description =
          "Outcomes of N models alone, those the first router scores highest, where a query is not"
              + " explored (default: of all models).")
  private Integer called;

  @Option(
      names = "--label-states",
      description =
          "Adds the column label_state: correct, wrong, truncated, and pending or judge-failed for"
              + " the labels that --unknown-share leaves out.")
  private boolean labelStates;

  @Option(
      names = "--labelled-until",
      paramLabel = "DATE",
      description =
          "The lake as it is when this day begins, UTC: later labels are missing (default: all"
              + " have arrived).")
  private LocalDate labelledUntil;

  @Option(
      names = "--router-versions",
      description = "Adds the column router_version to the scores: 1 before any --retrain.")
  private boolean routerVersions;

  @Option(
      names = "--retrain",
      paramLabel = "ROUTER@DATE",
      description =
          "From this day on the router is a new version with other scores; may be repeated. Implies"
              + " --router-versions.")
  private List<String> retrainings;

  @Option(
      names = "--rows-per-file",
      paramLabel = "N",
      description = "Upper bound of the rows of one file (default: 2000000).")
  private Long rowsPerFile;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    GenerateConfig config = config();
    GenerateResult result = GenerateRun.run(config, spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(result.toJson(config));
    } else {
      print(result, out);
    }
    return ExitCodes.DONE;
  }

  /** Reads the options into a config; a bad one is a usage error. */
  private GenerateConfig config() {
    if (routers != null && routerCount != null) {
      throw usage("--routers and --router exclude each other", null);
    }
    if (driftStrength != null && driftFrom == null) {
      throw usage("--drift-strength needs --drift-from", null);
    }
    if (unknownOnHard && unknownShare == null) {
      throw usage("--unknown-on-hard needs --unknown-share", null);
    }
    if (exploration != null && explorationByTenant != null) {
      throw usage("--exploration and --exploration-by-tenant exclude each other", null);
    }
    try {
      return options(GenerateConfig.to(path(output))).build();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage(), e);
    }
  }

  private GenerateConfig.Builder options(GenerateConfig.Builder config) {
    if (overwrite) {
      config.existingOutput(ExistingOutput.OVERWRITE);
    }
    if (queries != null) {
      config.queries(queries);
    }
    if (days != null) {
      config.days(days);
    }
    if (startDate != null) {
      config.startDate(startDate);
    }
    if (models != null) {
      config.models(models);
    }
    if (routerCount != null) {
      config.routers(routerCount);
    }
    if (routers != null) {
      config.routers(routers.stream().map(RouterSpec::parse).toList());
    }
    if (seed != null) {
      config.seed(seed);
    }
    if (wide) {
      config.scoreLayout(ScoreLayout.WIDE);
    }
    if (routerTrainShare != null) {
      config.routerTrainShare(routerTrainShare);
    }
    if (scoreRouterTrain) {
      config.scoredQueries(ScoredQueries.ALL);
    }
    if (tenants != null) {
      config.tenants(tenants);
    }
    if (skew != null) {
      config.skew(skew);
    }
    if (driftFrom != null) {
      config.drift(new Drift(driftFrom, driftStrength == null ? 0.3 : driftStrength));
    }
    if (corruptShare != null) {
      config.corruptShare(corruptShare);
    }
    if (unknownShare != null) {
      config.unknownShare(unknownShare);
    }
    if (unknownOnHard) {
      config.unknownPattern(UnknownPattern.ON_HARD);
    }
    if (fullFanoutProbability != null) {
      config.fullFanoutProbability(fullFanoutProbability);
    }
    if (rowsPerFile != null) {
      config.rowsPerFile(rowsPerFile);
    }
    return config.traffic(traffic());
  }

  private Traffic traffic() {
    Traffic traffic = Traffic.EVERYTHING;
    if (exploration != null) {
      traffic = traffic.exploring(exploration);
    }
    if (explorationByTenant != null) {
      Matcher bounds = BOUNDS.matcher(explorationByTenant);
      if (!bounds.matches()) {
        throw usage(
            "--exploration-by-tenant must be MIN:MAX, for example 0.02:0.2, got "
                + explorationByTenant,
            null);
      }
      traffic =
          traffic.exploring(
              Double.parseDouble(bounds.group(1)), Double.parseDouble(bounds.group(2)));
    }
    if (called != null) {
      traffic = traffic.calling(called);
    }
    if (labelStates) {
      traffic = traffic.labels(Traffic.LabelColumns.CORRECT_AND_STATE);
    }
    if (labelledUntil != null) {
      traffic = traffic.labelledUntil(labelledUntil);
    }
    if (routerVersions) {
      traffic = traffic.loggingVersions();
    }
    if (retrainings != null) {
      for (String retraining : retrainings) {
        traffic = traffic.retraining(Traffic.Retraining.parse(retraining));
      }
    }
    return traffic;
  }

  private Path path(String text) {
    if (text.isBlank()) {
      throw usage("--output must not be blank", null);
    }
    try {
      var scheme = SCHEME.matcher(text);
      if (!scheme.matches()) {
        return Path.of(text).toAbsolutePath().normalize();
      }
      if (scheme.group(1).equalsIgnoreCase("file")) {
        return Path.of(URI.create(text)).normalize();
      }
    } catch (InvalidPathException e) {
      throw usage("--output cannot be read: " + e.getMessage(), e);
    }
    throw usage("--output must be a folder on a local file system, got " + text, null);
  }

  private ParameterException usage(String message, Throwable cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }

  private static void print(GenerateResult result, PrintWriter out) {
    out.println("Synthetic lake in " + result.output());
    result
        .tables()
        .forEach(
            (table, size) ->
                out.printf(
                    Locale.ROOT,
                    "  %-13s  %,15d rows  %,6d files  %,10.1f MB%n",
                    table,
                    size.rows(),
                    size.files(),
                    size.bytes() / 1e6));
    out.printf(Locale.ROOT, "  %,d queries are marked router_train%n", result.routerTrainQueries());
    if (result.exploredQueries() > 0) {
      out.printf(Locale.ROOT, "  %,d queries are explored%n", result.exploredQueries());
    }
    if (result.unknownLabels() > 0) {
      out.printf(Locale.ROOT, "  %,d labels are missing%n", result.unknownLabels());
    }
    result
        .malformed()
        .forEach((table, kinds) -> out.println("  malformed in " + table + ": " + kinds));
  }
}
