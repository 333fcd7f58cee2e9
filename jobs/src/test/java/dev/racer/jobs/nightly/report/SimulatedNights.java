package dev.racer.jobs.nightly.report;

import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.nightly.NightDays;
import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.nightly.Outlook;
import dev.racer.jobs.nightly.WindowDay;
import dev.racer.jobs.nightly.WindowDay.State;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Nights that never were. */
final class SimulatedNights {
  static final LocalDate DATE = LocalDate.of(2026, 11, 22);
  static final NightDays DAYS = NightDays.of(DATE, 30, 1);
  private static final String RUN = "80480b8fa0ad75bc";

  /** Limits of the level .001 for a row alone, and for the greater p-value of two. */
  private static final String OF_ONE = "at least 70, at most 133";

  private static final String OF_TWO = "at least 68, at most 135";

  private SimulatedNights() {}

  /** A night that published, with rows that wait. */
  static NightlyResult published() {
    return night(
        RunOutcome.PUBLISHED,
        Optional.empty(),
        List.of(
            new GateVerdict("quarantined-share queries", "0.000400 (5 of 12345)", "0.01", true),
            new GateVerdict(
                "misses knn all",
                "95 of 1000, expected 100.0 (n 28412, rank 25572, p 0.650)",
                OF_TWO,
                true),
            new GateVerdict(
                "misses mlp all",
                "104 of 1000, expected 100.0 (n 28412, rank 25572, p 0.707)",
                OF_TWO,
                true)),
        Optional.of(commit(42, CommitKind.PUBLISH)));
  }

  /** A night that was refused for misses. */
  static NightlyResult refusedForMisses() {
    return night(
        RunOutcome.REFUSED,
        Optional.of("misses mlp all is 161 of 1000"),
        List.of(
            new GateVerdict("quarantined-share queries", "0.000400 (5 of 12345)", "0.01", true),
            new GateVerdict(
                "misses mlp all",
                "161 of 1000, expected 100.0 (n 28412, rank 25572, p 6.02e-09)",
                OF_ONE,
                false)),
        Optional.of(commit(43, CommitKind.PROTECTIVE)));
  }

  /** A night that was published before, as the last one but one of the versions. */
  static NightlyResult publishedBeforeALaterDay() {
    return night(
        RunOutcome.ALREADY_PUBLISHED,
        Optional.of("version 41 of a later day is in force"),
        List.of(),
        Optional.of(commit(40, CommitKind.PUBLISH)));
  }

  /** A night that was refused for something else. */
  static NightlyResult refused() {
    return night(
        RunOutcome.REFUSED,
        Optional.of("router-unchanged mlp is 5d1f0c2ab3e4f567"),
        List.of(
            new GateVerdict(
                "router-unchanged mlp",
                "5d1f0c2ab3e4f567 (version 2)",
                "0123456789abcdef, or gate.accept holds \"mlp=5d1f0c2ab3e4f567\"",
                false)),
        Optional.empty());
  }

  /** The same night where gateways refuse queries for which there is no threshold. */
  static NightlyResult refusingWithoutThreshold() {
    NightlyResult night = published();
    PublishedThresholds made = night.candidate().orElseThrow();
    PublishedThresholds refusing =
        new PublishedThresholds(
            made.publication(),
            made.pools(),
            made.routers(),
            made.smoothing(),
            made.unknownLabels(),
            "refuse",
            made.fallback(),
            made.minN(),
            made.segmentColumns(),
            made.policy(),
            made.thresholds());
    return new NightlyResult(
        night.status(),
        night.days(),
        night.window(),
        night.warnings(),
        night.commit(),
        night.before(),
        Optional.of(refusing),
        night.previous(),
        night.served(),
        night.difference(),
        night.outlook(),
        night.location());
  }

  /** A night that ended before it knew anything of its window. */
  static NightlyResult ended() {
    return new NightlyResult(
        status(RunOutcome.REFUSED, Optional.of("too many malformed rows"), List.of()),
        DAYS,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** The same night with a router of another name, whatever it holds. */
  static NightlyResult withOutlookOf(String router) {
    NightlyResult night = published();
    return new NightlyResult(
        night.status(),
        night.days(),
        night.window(),
        night.warnings(),
        night.commit(),
        night.before(),
        night.candidate(),
        night.previous(),
        night.served(),
        night.difference(),
        List.of(new Outlook(router, "all", 3, 9, 1, Optional.empty())),
        night.location());
  }

  private static NightlyResult night(
      RunOutcome outcome,
      Optional<String> reason,
      List<GateVerdict> gate,
      Optional<Commit> commit) {
    return new NightlyResult(
        status(outcome, reason, gate),
        DAYS,
        window(),
        List.of(),
        commit,
        Optional.of(commit(41, CommitKind.PUBLISH)),
        Optional.of(candidate(0.8125)),
        Optional.of(candidate(0.75)),
        Optional.of(
            commit.isPresent() && commit.get().sequence() > 41
                ? candidate(0.8125)
                : candidate(0.75)),
        Optional.empty(),
        List.of(
            new Outlook("mlp", "tenant=a%20b", 50, 99, 7, Optional.of(DATE.plusDays(7))),
            new Outlook("mlp", "tenant=tiny", 2, 99, 0, Optional.empty())),
        Optional.of("/lake/racer/default/attempts/" + RUN + "-00000001"));
  }

  private static PublishedThresholds candidate(double threshold) {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (String router : List.of("knn", "mlp")) {
      rows.add(
          TinyPublication.row(router, "all", "gap", "0.10", 28_412, OptionalDouble.of(threshold)));
      for (int tenant = 1; tenant <= 20; tenant++) {
        rows.add(
            TinyPublication.row(
                router,
                "tenant=tenant-%02d".formatted(tenant),
                "gap",
                "0.10",
                6_000 / tenant,
                tenant < 20 ? OptionalDouble.of(threshold) : OptionalDouble.empty()));
      }
    }
    return TinyPublication.document(rows);
  }

  private static List<WindowDay> window() {
    List<WindowDay> days = new ArrayList<>();
    for (LocalDate day : DAYS.all()) {
      int number = days.size();
      State state =
          switch (number) {
            case 3 -> State.LAKE_GONE;
            case 9 -> State.MISSING;
            case 15 -> State.REFUSED;
            case 20 -> State.OTHER_RECIPE;
            case 27 -> State.MADE_AGAIN;
            case 29 -> State.MADE;
            default -> State.KEPT;
          };
      boolean hasRecords = state != State.MISSING && state != State.OTHER_RECIPE;
      days.add(
          new WindowDay(
              day,
              state,
              hasRecords ? Optional.empty() : Optional.of("the lake holds no queries of the day"),
              hasRecords
                  ? Optional.of(dayCommit(day, 700 + 37L * (number % 7)))
                  : Optional.empty()));
    }
    return days;
  }

  private static DayCommit dayCommit(LocalDate day, long records) {
    List<DayCommit.DayRouter> routers = new ArrayList<>();
    for (String router : List.of("knn", "mlp")) {
      routers.add(
          new DayCommit.DayRouter(
              router,
              Optional.of("1"),
              "0123456789abcdef",
              "fedcba9876543210",
              List.of("large", "small"),
              records));
    }
    return new DayCommit(
        day,
        1,
        RUN,
        RUN + "-00000002",
        "0".repeat(64),
        new TreeMap<>(Map.of("queries", "1".repeat(64))),
        routers,
        List.of("tenant"),
        List.of(),
        List.of(),
        TinyPublication.quality(),
        TinyPublication.BEGIN);
  }

  private static Commit commit(long number, CommitKind kind) {
    return new Commit(
        number,
        kind,
        RUN,
        "attempts/" + RUN + "-00000001",
        "0".repeat(64),
        "1".repeat(64),
        Optional.of(DAYS.newest()),
        false,
        TinyPublication.BEGIN.plusSeconds(60),
        Optional.of(TinyPublication.BEGIN.plusSeconds(7 * 86_400)),
        Optional.empty());
  }

  private static RunStatus status(
      RunOutcome outcome, Optional<String> reason, List<GateVerdict> gate) {
    return new RunStatus(
        RUN,
        RUN + "-00000001",
        "nightly",
        Optional.of(DATE),
        outcome,
        outcome == RunOutcome.REFUSED ? 4 : 0,
        reason,
        OptionalLong.empty(),
        TinyPublication.BEGIN,
        TinyPublication.BEGIN.plusMillis(90_500),
        Optional.of(TinyPublication.quality()),
        gate);
  }
}
