package dev.racer.jobs.report;

import com.typesafe.config.ConfigFactory;
import dev.racer.jobs.evaluate.Verb;
import dev.racer.jobs.report.table.RunFacts;
import dev.racer.jobs.report.table.RunFacts.Fact;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An evaluation that ended well and whose tables are as it left them.
 *
 * @param status how it ended
 * @param manifest what it was made from
 * @param attempt where its tables are
 */
record EvaluationRun(RunStatus status, Manifest manifest, Attempt attempt) {
  private static final String CONFIDENCE_SOURCE = "evaluate.confidence-source";
  private static final int SHORT_DIGEST = 12;

  /** Verbs that leave the tables of an evaluation. */
  private static final Set<String> VERBS = Set.of(Verb.EVALUATE.key(), Verb.TUNE.key());

  /** How they end then; the exit code says what came of it. */
  private static final Set<RunOutcome> OUTCOMES =
      EnumSet.of(RunOutcome.EVALUATED, RunOutcome.TUNED);

  /**
   * Finds one.
   *
   * @param wanted id of a run or attempt, of {@code tune} maybe; empty for the newest evaluation
   * @throws ConfigException if there is none
   * @throws DataContractException if the wanted one is not as it was left
   */
  static EvaluationRun find(PublicationStore store, Optional<String> wanted) {
    List<RunStatus> ended =
        store.runs().stream()
            .filter(run -> VERBS.contains(run.verb()) && OUTCOMES.contains(run.outcome()))
            .filter(run -> store.hasFiles(run))
            .toList();
    List<RunStatus> candidates = ended.stream().filter(run -> isWanted(run, wanted)).toList();
    if (candidates.isEmpty()) {
      throw new ConfigException(
          wanted
                  .map(id -> "--run must name an evaluation in " + store.folder() + ", got " + id)
                  .orElse("There is no evaluation yet in " + store.folder())
              + "; found "
              + ended.stream().map(RunStatus::runId).distinct().toList());
    }
    for (int i = candidates.size() - 1; i >= 0; i--) { // the newest first
      RunStatus run = candidates.get(i);
      if (store.isWhole(run)) {
        Attempt attempt = store.attempt(run);
        return new EvaluationRun(run, manifest(attempt), attempt);
      }
    }
    throw new DataContractException(
        "The files of "
            + store.attempt(candidates.get(candidates.size() - 1)).location()
            + " are not as its manifest says; evaluate again");
  }

  private static boolean isWanted(RunStatus run, Optional<String> wanted) {
    return wanted
        .map(id -> run.runId().equals(id) || run.attempt().equals(id))
        .orElse(run.verb().equals(Verb.EVALUATE.key()));
  }

  private static Manifest manifest(Attempt attempt) {
    String file = attempt.location() + "/" + Manifest.FILE;
    try {
      return Manifest.fromJson(attempt.folder().bytes(attempt.path(Manifest.FILE)), file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
    }
  }

  /** What a report says of it. */
  RunFacts facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("attempt", status.attempt()));
    facts.add(new Fact("evaluated at", status.endedAt().toString()));
    facts.add(new Fact("code", manifest.code().version()));
    facts.add(new Fact("git revision", manifest.code().gitRevision()));
    facts.add(new Fact("spark", manifest.code().sparkVersion()));
    facts.add(new Fact("seed", String.valueOf(manifest.seed())));
    manifest.range().from().ifPresent(day -> facts.add(new Fact("from", day.toString())));
    manifest.range().to().ifPresent(day -> facts.add(new Fact("to, exclusive", day.toString())));
    for (Manifest.Input input : manifest.inputs()) {
      String version = input.version();
      facts.add(
          new Fact(
              input.table(),
              String.format(
                  Locale.ROOT,
                  "%,d rows, version %s",
                  input.rows(),
                  version.substring(0, Math.min(SHORT_DIGEST, version.length())))));
    }
    Map<String, String> config = new LinkedHashMap<>();
    for (Manifest.ConfigEntry entry : manifest.config()) {
      config.put(entry.key(), String.valueOf(entry.value())); // null for a key that was not set
    }
    Optional<String> confidenceSource =
        Optional.ofNullable(config.get(CONFIDENCE_SOURCE))
            .map(rendered -> ConfigFactory.parseString("value = " + rendered).getString("value"))
            .filter(source -> !source.isBlank());
    return new RunFacts(manifest.publication(), status.runId(), facts, config, confidenceSource);
  }
}
