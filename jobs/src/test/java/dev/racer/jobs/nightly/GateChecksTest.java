package dev.racer.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.gate.MissTest;
import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ProtectiveVersion;
import dev.racer.core.gate.ThresholdSource;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.QualityReport;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each check with a case that passes and one that refuses. */
class GateChecksTest {
  private static final PublishedThresholds TINY = TinyPublication.document(TinyPublication.rows());
  private static final String POOL = TINY.pools().get(0).id();
  private static final NightWindow.Router KNN = router("knn", "1111111111111111", POOL);
  private static final NightWindow.Router MLP = router("mlp", "2222222222222222", POOL);
  private static final List<NightWindow.Router> ROUTERS = List.of(KNN, MLP);
  private static final QualityReport QUALITY = TinyPublication.quality();

  private static NightWindow.Router router(String name, String fingerprint, String poolId) {
    return new NightWindow.Router(name, Optional.empty(), fingerprint, poolId);
  }

  private static GateConfig config(
      long leastN, OptionalDouble calls, double excluded, String... accepted) {
    return new GateConfig(
        0.001, ProtectiveVersion.Mode.LARGER, leastN, calls, excluded, 0.05, 3, Set.of(accepted));
  }

  private static final GateConfig LENIENT = config(1, OptionalDouble.of(2), 1);

  private static List<GateVerdict> verdicts(
      GateConfig config, PublishedThresholds candidate, PublishedThresholds inForce) {
    return new GateChecks(config, candidate, Optional.of(inForce))
        .verdicts(ROUTERS, ROUTERS, QUALITY);
  }

  private static List<String> refused(List<GateVerdict> verdicts) {
    return verdicts.stream().filter(verdict -> !verdict.passed()).map(GateVerdict::name).toList();
  }

  @Test
  void aNightLikeTheOneInForcePassesEveryCheck() {
    List<GateVerdict> verdicts = verdicts(LENIENT, TINY, TINY);

    assertThat(refused(verdicts)).isEmpty();
    assertThat(verdicts.stream().map(GateVerdict::name))
        .contains(
            "router-unchanged mlp",
            "least-n mlp",
            "feasible-in-force mlp",
            "still-feasible mlp",
            "segments-kept mlp",
            "calls-per-query mlp",
            "excluded-share mlp",
            "routers-kept");
  }

  @Test
  void tooFewQueriesAreRefused() {
    GateConfig more = config(12_001, OptionalDouble.empty(), 1);

    assertThat(refused(verdicts(more, TINY, TINY))).containsExactly("least-n knn", "least-n mlp");
  }

  @Test
  void moreCallsThanTheCapAreRefused() {
    GateConfig cheap = config(1, OptionalDouble.of(1.4), 1);

    List<GateVerdict> verdicts = verdicts(cheap, TINY, TINY);

    assertThat(refused(verdicts)).containsExactly("calls-per-query knn", "calls-per-query mlp");
    assertThat(verdicts)
        .contains(new GateVerdict("calls-per-query knn", "1.500", "at most 1.4", false));
  }

  @Test
  void callsAreThoseOfTheSegmentsThatGatewaysServeBy() {
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.segment().startsWith("tenant") && row.riskLevel().equals("0.10"));
    rows.add(TinyPublication.row("mlp", "tenant=a", "gap", "0.10", 6_000, OptionalDouble.empty()));

    List<GateVerdict> verdicts =
        verdicts(config(1, OptionalDouble.of(1.7), 1), TinyPublication.document(rows), TINY);

    // half of the queries call both models, the others 1.5 on average
    assertThat(verdicts)
        .contains(new GateVerdict("calls-per-query mlp", "1.750", "at most 1.7", false));
  }

  @Test
  void aLargeShareOfUnusedQueriesIsRefused() {
    GateConfig strict = config(1, OptionalDouble.empty(), 0.0002);

    List<GateVerdict> verdicts = verdicts(strict, TINY, TINY);

    assertThat(refused(verdicts)).containsExactly("excluded-share knn"); // 3 of 12,003
    assertThat(verdicts)
        .contains(new GateVerdict("excluded-share knn", "0.000250 (3 of 12003)", "2.0E-4", false));
  }

  @Test
  void aRowThatLosesItsThresholdIsRefused() {
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.segment().startsWith("tenant") && row.riskLevel().equals("0.10"));
    rows.add(TinyPublication.row("mlp", "tenant=a%20b", "gap", "0.10", 50, OptionalDouble.empty()));

    assertThat(refused(verdicts(LENIENT, TinyPublication.document(rows), TINY)))
        .containsExactly("still-feasible mlp");
  }

  @Test
  void aRouterWithoutAnyThresholdIsRefused() {
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.router().equals("knn") && row.inForce());
    rows.add(TinyPublication.row("knn", "all", "gap", "0.10", 50, OptionalDouble.empty()));

    assertThat(refused(verdicts(LENIENT, TinyPublication.document(rows), TINY)))
        .containsExactly("feasible-in-force knn", "still-feasible knn");
  }

  @Test
  void aSegmentThatVanishedIsRefused() {
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.segment().startsWith("tenant"));

    assertThat(refused(verdicts(LENIENT, TinyPublication.document(rows), TINY)))
        .containsExactly("segments-kept mlp");
  }

  @Test
  void aChangeOfARouterIsRefusedUntilItIsAccepted() {
    NightWindow.Router retrained = router("mlp", "3333333333333333", POOL);
    String change = "mlp=" + GateChecks.change(retrained);

    List<GateVerdict> unnoticed =
        new GateChecks(LENIENT, TINY, Optional.of(TINY))
            .verdicts(List.of(KNN, retrained), ROUTERS, QUALITY);
    List<GateVerdict> accepted =
        new GateChecks(config(1, OptionalDouble.empty(), 1, change), TINY, Optional.of(TINY))
            .verdicts(List.of(KNN, retrained), ROUTERS, QUALITY);

    assertThat(refused(unnoticed)).containsExactly("router-unchanged mlp");
    assertThat(unnoticed.toString()).contains(change);
    assertThat(refused(accepted)).isEmpty();
  }

  @Test
  void anotherPoolThanTheOneInForceIsAChangeEvenIfItDoesNotNameItsRouters() {
    NightWindow.Router grown = router("mlp", "2222222222222222", "0123456789abcdef");

    List<GateVerdict> verdicts =
        new GateChecks(LENIENT, TINY, Optional.of(TINY))
            .verdicts(List.of(KNN, grown), List.of(), QUALITY);

    assertThat(refused(verdicts)).containsExactly("router-unchanged mlp");
  }

  @Test
  void anAcceptedChangeStartsAnewAndMayBeSmall() {
    NightWindow.Router retrained = router("knn", "3333333333333333", POOL);
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.router().equals("knn") && row.inForce());
    rows.add(TinyPublication.row("knn", "all", "gap", "0.10", 5, OptionalDouble.empty()));
    GateConfig accepting =
        config(100, OptionalDouble.empty(), 1, "knn=" + GateChecks.change(retrained));

    List<GateVerdict> verdicts =
        new GateChecks(accepting, TinyPublication.document(rows), Optional.of(TINY))
            .verdicts(List.of(retrained, MLP), ROUTERS, QUALITY);

    assertThat(refused(verdicts)).isEmpty();
  }

  @Test
  void aRouterThatVanishedIsRefused() {
    List<PublishedThreshold> rows =
        TinyPublication.rows().stream().filter(row -> row.router().equals("knn")).toList();
    PublishedThresholds alone =
        new PublishedThresholds(
            TINY.publication(),
            TINY.pools(),
            List.of(TINY.routers().get(0)),
            TINY.smoothing(),
            TINY.unknownLabels(),
            TINY.infeasibleAction(),
            TINY.fallback(),
            TINY.minN(),
            TINY.segmentColumns(),
            TINY.policy(),
            rows);

    List<GateVerdict> verdicts =
        new GateChecks(LENIENT, alone, Optional.of(TINY)).verdicts(List.of(KNN), ROUTERS, QUALITY);

    assertThat(refused(verdicts)).containsExactly("routers-kept");
  }

  @Test
  void theFirstNightHasNothingToKeep() {
    List<GateVerdict> verdicts =
        new GateChecks(LENIENT, TINY, Optional.empty()).verdicts(ROUTERS, List.of(), QUALITY);

    assertThat(refused(verdicts)).isEmpty();
  }

  @Test
  void anAcceptanceThatStaysInTheConfigurationWaivesNothingLater() {
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.segment().startsWith("tenant"));
    GateConfig accepting =
        config(12_001, OptionalDouble.empty(), 1, "mlp=" + GateChecks.change(MLP));

    assertThat(refused(verdicts(accepting, TinyPublication.document(rows), TINY)))
        .containsExactly("least-n knn", "least-n mlp", "segments-kept mlp");
  }

  @Test
  void whatIsSaidToBeGoneMayVanish() {
    List<PublishedThreshold> rows = new ArrayList<>(TinyPublication.rows());
    rows.removeIf(row -> row.segment().startsWith("tenant"));
    GateConfig gone = config(1, OptionalDouble.empty(), 1, "mlp/tenant=a%20b=gone");

    assertThat(refused(verdicts(gone, TinyPublication.document(rows), TINY))).isEmpty();
  }

  @Test
  void aDayWithoutItsLabelsIsRefused() {
    GateChecks checks = new GateChecks(LENIENT, TINY, Optional.of(TINY));

    assertThat(checks.ofLabels(List.of(MLP), labelled(95, 5)))
        .containsExactly(
            new GateVerdict("unlabelled-share mlp", "0.050000 (5 of 100)", "0.05", true));
    assertThat(refused(checks.ofLabels(List.of(MLP), labelled(94, 6))))
        .containsExactly("unlabelled-share mlp");
  }

  @Test
  void theMissesOfADayWithoutItsLabelsSayNothing() {
    GateChecks checks = new GateChecks(LENIENT, TINY, Optional.of(TINY));
    ThresholdSource ofKnn = new ThresholdSource("knn", "all");
    ThresholdSource ofMlp = new ThresholdSource("mlp", "all");

    assertThat(checks.labelled(Set.of(ofKnn, ofMlp), ROUTERS, labelled(94, 6)))
        .containsExactly(ofKnn);
    assertThat(checks.labelled(Set.of(ofKnn, ofMlp), ROUTERS, labelled(95, 5)))
        .containsExactlyInAnyOrder(ofKnn, ofMlp);
  }

  private static QualityReport labelled(long known, long pending) {
    return new QualityReport(
        List.of(),
        List.of(
            new QualityReport.RouterQuality(
                "mlp",
                "",
                POOL,
                50,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of("correct", known, "pending", pending)),
                0,
                0,
                new TreeMap<>())));
  }

  @Test
  void aNightThatTestsNothingIsRefusedWhereThresholdsAreInForce() {
    NightTest none = NightTest.of(List.of(), 0.001);
    NightTest knn =
        NightTest.of(
            List.of(
                new NightTest.Row(
                    new ThresholdSource("knn", "all"),
                    MissTest.of(99, 90, 10, 1, MissTest.Tails.BOTH))),
            0.001);
    GateChecks checks = new GateChecks(LENIENT, TINY, Optional.of(TINY));

    assertThat(refused(checks.ofTest(none, ROUTERS)))
        .containsExactly("rows-tested knn", "rows-tested mlp");
    assertThat(refused(checks.ofTest(knn, ROUTERS))).containsExactly("rows-tested mlp");
    assertThat(refused(new GateChecks(LENIENT, TINY, Optional.empty()).ofTest(none, ROUTERS)))
        .isEmpty();
  }

  @Test
  void aWindowThatLosesManyDaysIsRefused() {
    GateChecks checks = new GateChecks(LENIENT, TINY, Optional.of(TINY));
    List<WindowDay> window = new ArrayList<>();
    LocalDate day = LocalDate.of(2026, 1, 1);
    for (int i = 0; i < 5; i++) {
      window.add(WindowDay.without(day.plusDays(i), WindowDay.State.MISSING, "not there"));
    }
    window.add(WindowDay.with(WindowDay.State.KEPT, made(day.plusDays(5))));
    assertThat(checks.ofDays(window).passed()).isTrue(); // nothing is lost before the first one

    for (int i = 6; i < 9; i++) {
      window.add(WindowDay.without(day.plusDays(i), WindowDay.State.MISSING, "not there"));
    }
    assertThat(checks.ofDays(window))
        .isEqualTo(new GateVerdict("lost-days", "3 of 4", "at most 3", true));
    window.add(WindowDay.without(day.plusDays(9), WindowDay.State.REFUSED, "bad"));
    assertThat(checks.ofDays(window).passed()).isFalse();
  }

  private static DayCommit made(LocalDate day) {
    return new DayCommit(
        day,
        1,
        TinyPublication.RUN,
        TinyPublication.RUN + "-00000001",
        "ab",
        new TreeMap<>(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        QualityReport.EMPTY,
        TinyPublication.BEGIN);
  }

  @Test
  void aChangeThatIsNotAcceptedIsToBeRefusedAgainAfterAProtectiveVersion() {
    NightWindow.Router retrained = router("mlp", "3333333333333333", POOL);

    assertThat(
            new GateChecks(LENIENT, TINY, Optional.of(TINY))
                .acceptedRouters(List.of(KNN, retrained), ROUTERS))
        .containsExactly(KNN, MLP);
    assertThat(
            new GateChecks(
                    config(1, OptionalDouble.empty(), 1, "mlp=" + GateChecks.change(retrained)),
                    TINY,
                    Optional.of(TINY))
                .acceptedRouters(List.of(KNN, retrained), ROUTERS))
        .containsExactly(KNN, retrained);
  }
}
