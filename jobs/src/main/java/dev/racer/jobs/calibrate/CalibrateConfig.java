package dev.racer.jobs.calibrate;

import dev.racer.core.conformal.DeltaScope;
import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.Fallback;
import dev.racer.core.conformal.Guarantee;
import dev.racer.core.conformal.InfeasibleAction;
import dev.racer.core.conformal.Policy;
import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.core.score.Nonconformity;
import dev.racer.core.score.Normalization;
import dev.racer.core.score.NullScore;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.Smoothing;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.records.Exploration;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Everything a calibration depends on; complete and valid once constructed. Messages name the
 * configuration key.
 *
 * @param inputs {@code lake.queries}, {@code lake.router-scores}, {@code lake.outcomes}, {@code
 *     lake.columns.*}
 * @param output {@code lake.output}: local folder that holds publications, as a path
 * @param publicationName {@code publication.name}
 * @param poolModels {@code pool.models}; empty means the distinct models of each router
 * @param riskLevels {@code calibration.risk-levels}, each once, at least one
 * @param nonconformities {@code calibration.nonconformity}
 * @param normalizations {@code calibration.normalizations}
 * @param nullScores {@code calibration.null-scores}
 * @param riskTargets {@code calibration.risk-targets}
 * @param guarantees {@code calibration.guarantees}
 * @param delta {@code calibration.delta} in [1e-60, 1): how often a {@code pac} threshold may fail
 * @param deltaScope {@code calibration.delta-scope}
 * @param smoothing {@code calibration.ties}, {@code .smoothing-width}, {@code .seed}
 * @param unknownLabels {@code calibration.unknown-labels}
 * @param segments {@code calibration.segments}: combinations of columns, in the order configured
 *     within and between them; each combination once in any order, each column in one spelling
 * @param minN {@code calibration.min-n}: least size of a segment with a threshold of its own, in
 *     queries; at least 1
 * @param fallback {@code calibration.fallback}: what smaller segments borrow
 * @param infeasibleAction {@code calibration.infeasible-action}
 * @param maxGroups {@code calibration.max-groups}: most segments that may come out; at least 1
 * @param excludeWhere {@code calibration.exclude-where}: SQL predicate over queries
 * @param exploration {@code exploration.*}: which queries calibrate
 * @param policy {@code policy.*}: the rows in force; every value is among those calibrated
 * @param maxQuarantinedShare {@code quality.max-quarantined-share} in [0, 1]
 * @param range {@code --from}, {@code --to}
 */
public record CalibrateConfig(
    LakeInputs inputs,
    String output,
    String publicationName,
    List<String> poolModels,
    List<RiskLevel> riskLevels,
    List<Nonconformity> nonconformities,
    List<Normalization> normalizations,
    List<NullScore> nullScores,
    List<RiskTarget> riskTargets,
    List<Guarantee> guarantees,
    BigDecimal delta,
    DeltaScope deltaScope,
    Smoothing smoothing,
    UnknownLabels unknownLabels,
    List<List<String>> segments,
    long minN,
    Fallback fallback,
    InfeasibleAction infeasibleAction,
    int maxGroups,
    Optional<String> excludeWhere,
    Exploration exploration,
    Policy policy,
    double maxQuarantinedShare,
    DateRange range) {
  /**
   * Takes copies and checks every field, then fields against each other.
   *
   * @throws ConfigException if a value is not allowed
   */
  public CalibrateConfig {
    poolModels = unique("pool.models", poolModels, Function.identity());
    riskLevels = someOf("calibration.risk-levels", riskLevels, RiskLevel::text);
    nonconformities = someOf("calibration.nonconformity", nonconformities, Nonconformity::key);
    normalizations = someOf("calibration.normalizations", normalizations, Normalization::key);
    nullScores = someOf("calibration.null-scores", nullScores, NullScore::key);
    riskTargets = someOf("calibration.risk-targets", riskTargets, RiskTarget::key);
    guarantees = someOf("calibration.guarantees", guarantees, Guarantee::key);
    segments =
        unique(
            "calibration.segments", segments.stream().map(List::copyOf).toList(), List::toString);
    require(
        PublicationStore.isName(publicationName),
        "publication.name must consist of letters, digits, '.', '_' and '-' and begin with a letter"
            + " or digit, got "
            + publicationName);
    requireProbability("calibration.delta", delta);
    requireConsistent(exploration, guarantees);
    require(minN >= 1, "calibration.min-n must be at least 1, got " + minN);
    require(maxGroups >= 1, "calibration.max-groups must be at least 1, got " + maxGroups);
    require(
        maxQuarantinedShare >= 0 && maxQuarantinedShare <= 1,
        "quality.max-quarantined-share must lie in [0, 1], got " + maxQuarantinedShare);
    for (List<String> columns : segments) {
      require(!columns.isEmpty(), "calibration.segments must not hold an empty list of columns");
      unique("calibration.segments", columns, Function.identity());
    }
    // two orders of the same columns would be one segment by two names
    unique("calibration.segments", segments.stream().map(Set::copyOf).toList(), Set::toString);
    requireOneSpelling(segments);
    contains(
        "policy.normalization",
        policy.score().normalization().key(),
        "calibration.normalizations",
        normalizations.stream().map(Normalization::key).toList());
    contains(
        "policy.null-score",
        policy.score().nullScore().key(),
        "calibration.null-scores",
        nullScores.stream().map(NullScore::key).toList());
    contains(
        "policy.nonconformity",
        policy.score().nonconformity().key(),
        "calibration.nonconformity",
        nonconformities.stream().map(Nonconformity::key).toList());
    contains(
        "policy.risk-target",
        policy.riskTarget().key(),
        "calibration.risk-targets",
        riskTargets.stream().map(RiskTarget::key).toList());
    contains(
        "policy.guarantee",
        policy.guarantee().key(),
        "calibration.guarantees",
        guarantees.stream().map(Guarantee::key).toList());
    require(
        riskLevels.contains(policy.riskLevel()),
        notAmong(
            "policy.risk-level",
            policy.riskLevel().text(),
            "calibration.risk-levels",
            riskLevels.stream().map(RiskLevel::text).toList()));
  }

  /** The same calibration of nothing but what the policy puts in force. */
  public CalibrateConfig inForceOnly() {
    return new CalibrateConfig(
        inputs,
        output,
        publicationName,
        poolModels,
        List.of(policy.riskLevel()),
        List.of(policy.score().nonconformity()),
        List.of(policy.score().normalization()),
        List.of(policy.score().nullScore()),
        List.of(policy.riskTarget()),
        List.of(policy.guarantee()),
        delta,
        deltaScope,
        smoothing,
        unknownLabels,
        segments,
        minN,
        fallback,
        infeasibleAction,
        maxGroups,
        excludeWhere,
        exploration,
        policy,
        maxQuarantinedShare,
        range);
  }

  /** Every combination of a normalization, a null score and a nonconformity score. */
  public List<ScoreKind> scoreKinds() {
    List<ScoreKind> kinds = new ArrayList<>();
    for (Normalization normalization : normalizations) {
      for (NullScore nullScore : nullScores) {
        for (Nonconformity nonconformity : nonconformities) {
          kinds.add(new ScoreKind(normalization, nullScore, nonconformity));
        }
      }
    }
    return List.copyOf(kinds);
  }

  private static void requireConsistent(Exploration exploration, List<Guarantee> guarantees) {
    boolean explored = exploration.slice().equals(Optional.of(ExplorationSlice.EXPLORED));
    require(
        !explored || exploration.leastProbability().isPresent(),
        "exploration.least-probability must be set with exploration.slice = explored: the least"
            + " probability with which any query is explored, in (0, 1]");
    require(
        exploration.varying() == VaryingProbability.THIN
            || guarantees.equals(List.of(Guarantee.EXPECTED)),
        "exploration.varying = weighted bounds the expected risk only: expected"
            + " calibration.guarantees = [expected], got "
            + guarantees.stream().map(Guarantee::key).toList()
            + "; thin serves every guarantee");
  }

  /** Spark's column names ignore case: two spellings would be one column by two names. */
  private static void requireOneSpelling(List<List<String>> segments) {
    Map<String, String> spellings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (List<String> columns : segments) {
      for (String column : columns) {
        String other = spellings.putIfAbsent(column, column);
        require(
            other == null || other.equals(column),
            "calibration.segments: "
                + other
                + " and "
                + column
                + " are the same column, as column names ignore case; expected one spelling");
      }
    }
  }

  private static void contains(String key, String value, String listKey, List<String> list) {
    require(list.contains(value), notAmong(key, value, listKey, list));
  }

  private static String notAmong(String key, String value, String listKey, List<String> list) {
    return key + " = " + value + " is not calibrated: expected one of " + listKey + " = " + list;
  }

  private static <T> List<T> someOf(String key, List<T> values, Function<T, String> text) {
    require(!values.isEmpty(), key + " must hold at least one value");
    return unique(key, values, text);
  }

  private static <T> List<T> unique(String key, List<T> values, Function<T, String> text) {
    Set<T> seen = new HashSet<>();
    for (T value : values) {
      require(
          seen.add(value), key + " must hold each value once, got " + text.apply(value) + " twice");
    }
    return List.copyOf(values);
  }

  private static void requireProbability(String key, BigDecimal value) {
    try {
      DeltaScope.requireProbability(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
