package dev.racer.jobs.run;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.Manifest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Tells whether two runs must come to the same result: same verb, code, configuration, inputs and
 * days. Where the result goes does not matter. A run that reads a table which does not say what
 * files it has is like no other.
 */
public final class RunIdentity {
  private static final int DIGITS = 16;
  private static final String ROUTE = "route";
  private static final String CALIBRATE = "calibrate";
  private static final String NIGHTLY = "nightly";

  /** Where the result goes, how that is reached, and how long it is good. */
  private static final List<String> ELSEWHERE =
      List.of("lake.output", "lake.hadoop", "publication.time-to-live");

  /** What route does not read: the version says it. */
  private static final List<String> CALIBRATION =
      List.of("calibration.", "exploration.", "policy.", "pool.", "lake.outcomes");

  /** What route does not read unless sets vote. */
  private static final String OUTCOME_COLUMNS = "lake.columns.outcomes";

  private RunIdentity() {}

  /**
   * The id of a run.
   *
   * @param inputs the tables it reads; none if it ended before they were found
   * @return first {@value #DIGITS} hex digits of a SHA-256
   */
  public static String of(
      String verb, RunContext context, DateRange range, List<InputTable> inputs) {
    return of(verb, context, range, inputs, Optional.empty());
  }

  /**
   * The id of a run that applies a version.
   *
   * @return first {@value #DIGITS} hex digits of a SHA-256
   */
  public static String of(
      String verb, RunContext context, DateRange range, List<InputTable> inputs, Commit applied) {
    return of(verb, context, range, inputs, Optional.of(applied));
  }

  /**
   * The id of a run over records that were made before.
   *
   * @param range the days of the window
   * @param records by day, what its records were made of
   * @return first {@value #DIGITS} hex digits of a SHA-256
   */
  public static String ofRecords(
      String verb, RunContext context, DateRange range, SortedMap<LocalDate, String> records) {
    StringBuilder identity = new StringBuilder();
    add(identity, verb, context.codeVersion(), context.gitRevision());
    for (Manifest.ConfigEntry entry : context.effectiveConfig()) {
      if (matters(verb, entry.key())) {
        add(identity, entry.key(), entry.value());
      }
    }
    add(identity, range.from().toString(), range.to().toString());
    records.forEach((day, madeOf) -> add(identity, day.toString(), madeOf));
    return Sha256.hex(identity.toString().getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  private static String of(
      String verb,
      RunContext context,
      DateRange range,
      List<InputTable> inputs,
      Optional<Commit> applied) {
    boolean readsOutcomes =
        inputs.stream().anyMatch(input -> input.name().equals(LakeInputs.OUTCOMES));
    StringBuilder identity = new StringBuilder();
    add(identity, verb, context.codeVersion(), context.gitRevision());
    for (Manifest.ConfigEntry entry : context.effectiveConfig()) {
      if (matters(verb, entry.key())
          && (readsOutcomes || !verb.equals(ROUTE) || !entry.key().startsWith(OUTCOME_COLUMNS))) {
        add(identity, entry.key(), entry.value());
      }
    }
    add(identity, range.from().toString(), range.to().toString());
    for (InputTable input : inputs) {
      add(identity, input.name(), input.version().digest());
      if (!input.version().isKnown()) { // it may have changed: no two runs are the same then
        add(identity, context.clock().instant().toString());
      }
    }
    applied.ifPresent(commit -> add(identity, commit.toJsonLine()));
    return Sha256.hex(identity.toString().getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  /** Whether a key can change what a verb does: not where the output lies, nor keys of others. */
  private static boolean matters(String verb, String key) {
    if (ELSEWHERE.stream().anyMatch(key::startsWith)) {
      return false;
    }
    boolean isOfEvaluation = key.startsWith("evaluate.") || key.startsWith("tune.");
    boolean isOfNight = key.startsWith("nightly.") || key.startsWith("gate.");
    return switch (verb) {
      case ROUTE ->
          key.equals("calibration.max-groups")
              || (!isOfEvaluation && !isOfNight && CALIBRATION.stream().noneMatch(key::startsWith));
      case CALIBRATE -> !isOfEvaluation && !isOfNight && !key.startsWith("route.");
      case NIGHTLY -> !isOfEvaluation && !key.startsWith("route.");
      default -> !isOfNight && !key.startsWith("route.");
    };
  }

  private static void add(StringBuilder identity, String... parts) {
    for (String part : parts) {
      identity.append(part).append('\0');
    }
  }
}
