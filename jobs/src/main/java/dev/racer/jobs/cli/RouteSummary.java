package dev.racer.jobs.cli;

import dev.racer.core.published.Commit;
import dev.racer.jobs.route.RouteResult;
import dev.racer.jobs.route.RouterDecisions;
import dev.racer.jobs.route.RouterVotes;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** What a run that applied a version did, for people or as one JSON object for machines. */
record RouteSummary(RouteResult result) {
  /** For people; ends with a newline. */
  String text() {
    List<String> lines = new ArrayList<>();
    Commit applied = result.applied();
    lines.add(headline());
    lines.add(
        String.format(
            Locale.ROOT,
            "Version %d, committed %s (%s before)%s, segments %s",
            applied.sequence(),
            applied.committedAt().truncatedTo(ChronoUnit.SECONDS),
            Texts.age(age()),
            isStale() ? ", stale: gateways apply no threshold of it any more" : "",
            result.segmentation().isEmpty() ? "none" : result.segmentation()));
    if (result.status().outcome() != RunOutcome.DRY_RUN) {
      lines.add("Attempt: " + result.attemptFolder());
    }
    for (RouterDecisions router : result.routers()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Router %s: %s decided%s, excluded %s%s",
              router.router(),
              Texts.count(router.decided()),
              rates(router),
              Texts.count(router.excludedRows()),
              CalibrateSummary.spaced(router.excluded())));
      router
          .rows()
          .forEach(
              (action, reasons) ->
                  reasons.forEach(
                      (reason, rows) ->
                          lines.add("  " + action + ", " + reason + ": " + Texts.count(rows))));
      result.votes().stream()
          .filter(votes -> votes.router().equals(router.router()))
          .forEach(votes -> lines.add("  " + text(votes)));
    }
    result.status().quality().ifPresent(quality -> CalibrateSummary.addRows(quality, lines));
    return String.join("\n", lines) + "\n";
  }

  private static String text(RouterVotes votes) {
    String shares =
        votes.answered() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " (mean share %s, tied %s)",
                Texts.decimals(votes.meanShare(), 2),
                Texts.count(votes.tied()));
    String missing =
        votes.missingConfidences() == 0
            ? ""
            : ", missing confidences " + Texts.count(votes.missingConfidences());
    return String.format(
        Locale.ROOT,
        "vote %s%s: answers %s%s, unanswered %s%s%s",
        votes.vote(),
        votes.temperature().isPresent() ? " at " + votes.temperature().getAsDouble() : "",
        Texts.count(votes.answered()),
        shares,
        Texts.count(votes.unansweredQueries()),
        CalibrateSummary.spaced(votes.unanswered()),
        missing);
  }

  private static String rates(RouterDecisions router) {
    return router.decided() == 0
        ? ""
        : ", set size "
            + Texts.decimals(router.meanSetSize(), 2)
            + ", abstains "
            + Texts.rate(router.abstentionRate());
  }

  /** For machines: one line, without a newline. */
  String json() {
    return "{\"schema_version\":1,\"status\":"
        + result.status().toJsonLine()
        + ",\"applied\":"
        + result.applied().toJsonLine()
        + ",\"age_seconds\":"
        + age().toSeconds()
        + ",\"stale\":"
        + isStale()
        + ",\"segmentation\":"
        + array(result.segmentation().stream().map(RouteSummary::quoted).toList())
        + ",\"attempt_folder\":"
        + quoted(result.attemptFolder())
        + ",\"routers\":"
        + array(result.routers().stream().map(RouteSummary::json).toList())
        + ",\"votes\":"
        + array(result.votes().stream().map(RouteSummary::json).toList())
        + "}";
  }

  private static String json(RouterVotes votes) {
    return "{\"router\":"
        + quoted(votes.router())
        + ",\"vote\":"
        + quoted(votes.vote())
        + ",\"temperature\":"
        + temperature(votes)
        + ",\"answered\":"
        + votes.answered()
        + ",\"unanswered\":"
        + counts(votes.unanswered())
        + ",\"tied\":"
        + votes.tied()
        + ",\"missing_confidences\":"
        + votes.missingConfidences()
        + ",\"mean_share\":"
        + orNull(votes.meanShare())
        + "}";
  }

  /** JSON has no infinity: a text then. */
  private static String temperature(RouterVotes votes) {
    boolean isInfinite = votes.temperature().orElse(0) == Double.POSITIVE_INFINITY;
    return isInfinite ? quoted("Infinity") : orNull(votes.temperature());
  }

  private static String json(RouterDecisions router) {
    List<String> decisions = new ArrayList<>();
    router
        .rows()
        .forEach(
            (action, reasons) ->
                reasons.forEach(
                    (reason, rows) ->
                        decisions.add(
                            "{\"action\":"
                                + quoted(action)
                                + ",\"reason\":"
                                + quoted(reason)
                                + ",\"rows\":"
                                + rows
                                + "}")));
    return "{\"router\":"
        + quoted(router.router())
        + ",\"pool_id\":"
        + quoted(router.poolId())
        + ",\"decided\":"
        + router.decided()
        + ",\"mean_set_size\":"
        + orNull(router.meanSetSize())
        + ",\"abstention_rate\":"
        + orNull(router.abstentionRate())
        + ",\"decisions\":"
        + array(decisions)
        + ",\"excluded\":"
        + counts(router.excluded())
        + "}";
  }

  private String headline() {
    RunStatus status = result.status();
    return switch (status.outcome()) {
      case ROUTED -> "Routed (run " + status.runId() + ")";
      case ALREADY_ROUTED ->
          "Already routed: same version, inputs, configuration and code (run "
              + status.runId()
              + ")";
      case DRY_RUN -> "Dry run: nothing is kept (run " + status.runId() + ")";
      case PUBLISHED,
          ALREADY_PUBLISHED,
          REFUSED,
          FAILED,
          NOT_PUBLISHED,
          EVALUATED,
          ALREADY_EVALUATED,
          TUNED,
          ALREADY_TUNED ->
          throw new IllegalStateException("Routing ends otherwise than " + status.outcome());
    };
  }

  /**
   * Whether the version was past its time when the run ended; past traffic is routed all the same.
   */
  private boolean isStale() {
    return result.applied().isStale(result.status().endedAt());
  }

  /** How old the version was when the run ended. */
  private Duration age() {
    return Duration.between(result.applied().committedAt(), result.status().endedAt());
  }

  private static String counts(SortedMap<String, Long> counts) {
    List<String> fields = new ArrayList<>();
    counts.forEach((name, count) -> fields.add(quoted(name) + ":" + count));
    return "{" + String.join(",", fields) + "}";
  }

  private static String array(Collection<String> values) {
    return "[" + String.join(",", values) + "]";
  }

  private static String orNull(OptionalDouble value) {
    return value.isPresent() ? String.valueOf(value.getAsDouble()) : "null";
  }

  private static String quoted(String text) {
    return CalibrateSummary.quoted(text);
  }
}
