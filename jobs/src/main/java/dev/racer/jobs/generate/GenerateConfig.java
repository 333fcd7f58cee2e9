package dev.racer.jobs.generate;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a synthetic lake holds. Complete and valid once constructed; {@link #to(Path)} starts from
 * the defaults. All shares are in [0, 1].
 *
 * @param output folder of the lake; made if absent
 * @param queries number of queries, 1 to 10<sup>9</sup>
 * @param days number of days they are spread over evenly, 1 to 36,525
 * @param startDate first day
 * @param models number of candidate models, 1 to 1,000
 * @param routers the routers; names differ; not empty
 * @param seed seed of everything: the same config gives the same rows
 * @param scoreLayout layout of the table of scores
 * @param routerTrainShare share of queries marked as used to train the routers, in [0, 1)
 * @param scoredQueries which queries have router scores
 * @param tenants number of ordinary tenants, 1 to 1,000,000; beside them stands {@code tenant-tiny}
 *     with at most {@value SyntheticWorld#TINY_TENANT_QUERIES} queries
 * @param skew share of the queries that belong to the first tenant, in (0, 1); empty for shares
 *     that fall like 1/rank
 * @param drift change of the models' accuracies, if any
 * @param corruptShare share of the queries that get one malformed row, in one of the tables
 * @param unknownShare share of the labels that are missing ({@code correct} is null)
 * @param unknownPattern where labels are missing
 * @param fullFanoutProbability value of the column {@code full_fanout_probability}, in (0, 1]; no
 *     such column if empty
 * @param traffic which models are called, which queries are explored, which labels are there
 * @param existingOutput what to do with an earlier lake in the same folder
 * @param rowsPerFile upper bound of the rows of one file, as far as whole queries allow; at least 1
 */
public record GenerateConfig(
    Path output,
    long queries,
    int days,
    LocalDate startDate,
    int models,
    List<RouterSpec> routers,
    long seed,
    ScoreLayout scoreLayout,
    double routerTrainShare,
    ScoredQueries scoredQueries,
    int tenants,
    Optional<Double> skew,
    Optional<Drift> drift,
    double corruptShare,
    double unknownShare,
    UnknownPattern unknownPattern,
    Optional<Double> fullFanoutProbability,
    Traffic traffic,
    ExistingOutput existingOutput,
    long rowsPerFile) {

  private static final long MAX_QUERIES = 1_000_000_000L; // nine digits in the id
  private static final int MAX_DAYS = 36_525;
  private static final int MAX_MODELS = 1_000;
  private static final int MAX_TENANTS = 1_000_000;
  private static final LocalDate FIRST_DATE = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(9999, 12, 31);

  /** Layout of the table of router scores. */
  public enum ScoreLayout {
    /** One row per query, router and model. */
    LONG,
    /** One row per query and router, with a map from model to score. */
    WIDE
  }

  /** Which queries have router scores. */
  public enum ScoredQueries {
    /** Those that no router was trained on. */
    HELD_OUT,
    /** All. */
    ALL
  }

  /** Where labels are missing. */
  public enum UnknownPattern {
    /** Equally often everywhere. */
    EVEN,
    /** The more often, the fewer models answer the query: up to eleven times as often. */
    ON_HARD
  }

  /** What to do with an earlier lake in the same folder. */
  public enum ExistingOutput {
    /** Refuse to write. */
    REFUSE,
    /** Remove it first, if it was generated; refuse if it was not. */
    OVERWRITE
  }

  /**
   * A change of what the models can do, unknown to the routers. The better half of the pool loses
   * the share {@code strength} of its right answers; each other model gains half that share of the
   * queries it got wrong and some model got right.
   *
   * @param from first day of the change (UTC)
   * @param strength in (0, 1]
   */
  public record Drift(LocalDate from, double strength) {
    /** Checks the fields. */
    public Drift {
      Objects.requireNonNull(from, "from");
      require(strength > 0 && strength <= 1, "Drift strength", "lie in (0, 1]", strength);
    }
  }

  /**
   * Checks every field.
   *
   * @throws IllegalArgumentException naming the field, the value and what was expected
   */
  public GenerateConfig {
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(scoreLayout, "scoreLayout");
    Objects.requireNonNull(scoredQueries, "scoredQueries");
    Objects.requireNonNull(drift, "drift");
    Objects.requireNonNull(unknownPattern, "unknownPattern");
    Objects.requireNonNull(existingOutput, "existingOutput");
    require(
        queries >= 1 && queries <= MAX_QUERIES, "Number of queries", "lie in [1, 10^9]", queries);
    require(days >= 1 && days <= MAX_DAYS, "Number of days", "lie in [1, " + MAX_DAYS + "]", days);
    require(
        !startDate.isBefore(FIRST_DATE) && !startDate.plusDays(days - 1L).isAfter(LAST_DATE),
        "Start date",
        "leave all days between " + FIRST_DATE + " and " + LAST_DATE,
        startDate);
    require(
        models >= 1 && models <= MAX_MODELS,
        "Number of models",
        "lie in [1, " + MAX_MODELS + "]",
        models);
    routers = List.copyOf(routers);
    require(!routers.isEmpty(), "Number of routers", "be at least 1", 0);
    Set<String> names = new LinkedHashSet<>();
    for (RouterSpec router : routers) {
      require(names.add(router.name()), "Router name", "be given once only", router.name());
    }
    require(
        routerTrainShare >= 0 && routerTrainShare < 1,
        "Router training share",
        "lie in [0, 1)",
        routerTrainShare);
    require(
        tenants >= 1 && tenants <= MAX_TENANTS,
        "Number of tenants",
        "lie in [1, " + MAX_TENANTS + "]",
        tenants);
    skew.ifPresent(share -> require(share > 0 && share < 1, "Skew", "lie in (0, 1)", share));
    require(
        skew.isEmpty() || tenants > 1, "Number of tenants", "be at least 2 with a skew", tenants);
    LocalDate end = startDate.plusDays(days);
    LocalDate start = startDate;
    drift.ifPresent(
        d ->
            require(
                !d.from().isBefore(start) && d.from().isBefore(end),
                "First day of the drift",
                "lie in [" + start + ", " + end + ")",
                d.from()));
    requireShare("Corrupt share", corruptShare);
    requireShare("Unknown share", unknownShare);
    fullFanoutProbability.ifPresent(
        p -> require(p > 0 && p <= 1, "Full fan-out probability", "lie in (0, 1]", p));
    require(
        fullFanoutProbability.isEmpty() || traffic.exploration().isEmpty(),
        "Full fan-out probability",
        "not be given beside an exploration, which has its own",
        fullFanoutProbability.orElse(0.0));
    traffic
        .called()
        .ifPresent(
            called ->
                require(
                    called <= models,
                    "Number of called models",
                    "lie in [1, " + models + "]",
                    called));
    for (Traffic.Retraining one : traffic.retrainings()) {
      require(
          names.contains(one.router()), "Router trained anew", "be one of " + names, one.router());
      require(
          one.from().isAfter(start) && one.from().isBefore(end),
          "Day of a retraining",
          "lie in (" + start + ", " + end + ")",
          one.from());
    }
    require(rowsPerFile >= 1, "Rows per file", "be at least 1", rowsPerFile);
  }

  /** Starts from the defaults: 100,000 queries in 14 days, seven models, two routers. */
  public static Builder to(Path output) {
    return new Builder(output);
  }

  private static void requireShare(String name, double share) {
    require(share >= 0 && share <= 1, name, "lie in [0, 1]", share);
  }

  private static void require(boolean holds, String name, String expected, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must " + expected + ", got " + got);
    }
  }

  /**
   * Collects the fields of a {@link GenerateConfig}; each setter is named like the field it sets.
   */
  public static final class Builder {
    private final Path output;
    private long queries = 100_000;
    private int days = 14;
    private LocalDate startDate = LocalDate.of(2026, 1, 1);
    private int models = 7;
    private List<RouterSpec> routers = lineUp(2);
    private long seed;
    private ScoreLayout scoreLayout = ScoreLayout.LONG;
    private double routerTrainShare = 0.2;
    private ScoredQueries scoredQueries = ScoredQueries.HELD_OUT;
    private int tenants = 8;
    private Optional<Double> skew = Optional.empty();
    private Optional<Drift> drift = Optional.empty();
    private double corruptShare;
    private double unknownShare;
    private UnknownPattern unknownPattern = UnknownPattern.EVEN;
    private Optional<Double> fullFanoutProbability = Optional.empty();
    private Traffic traffic = Traffic.EVERYTHING;
    private ExistingOutput existingOutput = ExistingOutput.REFUSE;
    private long rowsPerFile = 2_000_000;

    private Builder(Path output) {
      this.output = output;
    }

    /** Sets the number of queries. */
    public Builder queries(long value) {
      queries = value;
      return this;
    }

    /** Sets the number of days. */
    public Builder days(int value) {
      days = value;
      return this;
    }

    /** Sets the first day. */
    public Builder startDate(LocalDate value) {
      startDate = value;
      return this;
    }

    /** Sets the number of models. */
    public Builder models(int value) {
      models = value;
      return this;
    }

    /** Sets the routers. */
    public Builder routers(List<RouterSpec> value) {
      routers = value;
      return this;
    }

    /** Takes the first {@code count} routers of the default line-up; 1 to 1,000. */
    public Builder routers(int count) {
      require(count >= 1 && count <= 1_000, "Number of routers", "lie in [1, 1000]", count);
      routers = lineUp(count);
      return this;
    }

    /** Sets the seed. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets the layout of the table of scores. */
    public Builder scoreLayout(ScoreLayout value) {
      scoreLayout = value;
      return this;
    }

    /** Sets the share of queries that routers were trained on. */
    public Builder routerTrainShare(double value) {
      routerTrainShare = value;
      return this;
    }

    /** Sets which queries have scores. */
    public Builder scoredQueries(ScoredQueries value) {
      scoredQueries = value;
      return this;
    }

    /** Sets the number of ordinary tenants. */
    public Builder tenants(int value) {
      tenants = value;
      return this;
    }

    /** Sets the share of the first tenant. */
    public Builder skew(double value) {
      skew = Optional.of(value);
      return this;
    }

    /** Sets the change of accuracies. */
    public Builder drift(Drift value) {
      drift = Optional.of(value);
      return this;
    }

    /** Sets the share of queries with a malformed row. */
    public Builder corruptShare(double value) {
      corruptShare = value;
      return this;
    }

    /** Sets the share of missing labels. */
    public Builder unknownShare(double value) {
      unknownShare = value;
      return this;
    }

    /** Sets where labels are missing. */
    public Builder unknownPattern(UnknownPattern value) {
      unknownPattern = value;
      return this;
    }

    /** Adds the column {@code full_fanout_probability} with this value. */
    public Builder fullFanoutProbability(double value) {
      fullFanoutProbability = Optional.of(value);
      return this;
    }

    /** Sets which models are called, which queries are explored, which labels are there. */
    public Builder traffic(Traffic value) {
      traffic = value;
      return this;
    }

    /** Sets what to do with an earlier lake. */
    public Builder existingOutput(ExistingOutput value) {
      existingOutput = value;
      return this;
    }

    /** Sets the upper bound of the rows of one file. */
    public Builder rowsPerFile(long value) {
      rowsPerFile = value;
      return this;
    }

    /**
     * Returns the config.
     *
     * @throws IllegalArgumentException naming the field, the value and what was expected
     */
    public GenerateConfig build() {
      return new GenerateConfig(
          output,
          queries,
          days,
          startDate,
          models,
          routers,
          seed,
          scoreLayout,
          routerTrainShare,
          scoredQueries,
          tenants,
          skew,
          drift,
          corruptShare,
          unknownShare,
          unknownPattern,
          fullFanoutProbability,
          traffic,
          existingOutput,
          rowsPerFile);
    }

    private static List<RouterSpec> lineUp(int count) {
      return IntStream.range(0, count).mapToObj(RouterSpec::ofLineUp).toList();
    }
  }
}
