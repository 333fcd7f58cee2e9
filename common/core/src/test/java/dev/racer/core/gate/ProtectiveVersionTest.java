package dev.racer.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.racer.core.gate.ProtectiveVersion.Choice;
import dev.racer.core.gate.ProtectiveVersion.Mode;
import dev.racer.core.gate.ProtectiveVersion.Origin;
import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProtectiveVersionTest {
  private static final String A = "tenant=a";
  private static final String B = "tenant=b";
  private static final String REST = "rest(tenant)";
  private static final Set<ThresholdSource> ALL_REFUSED = Set.of(new ThresholdSource("knn", "all"));

  @Test
  void eachRowIsTheLargerOfBoth() {
    PublishedThresholds candidate = new Versions().row("all", .3).row(A, .5).build();
    PublishedThresholds incumbent = new Versions().row("all", .4).row(A, .2).build();

    ProtectiveVersion version = larger(candidate, incumbent);

    assertThat(version.thresholds().thresholds())
        .containsExactly(row(incumbent, "all"), row(candidate, A));
    assertThat(version.choices())
        .containsExactly(
            new Choice("knn", "all", Origin.INCUMBENT), new Choice("knn", A, Origin.CANDIDATE));
    assertThat(version.servesAsIncumbent()).isFalse();
  }

  @Test
  void servesAsTheIncumbentWhereThatIsLargerEverywhere() {
    PublishedThresholds candidate =
        new Versions().row("all", .3).row(A, .2).rowNotInForce(.1).build();
    PublishedThresholds incumbent =
        new Versions().row("all", .4).row(A, .2).rowNotInForce(.15).build();

    ProtectiveVersion version = larger(candidate, incumbent);

    assertThat(version.servesAsIncumbent()).isTrue();
    assertThat(version.thresholds().thresholds())
        .filteredOn(row -> !row.inForce())
        .isEqualTo(candidate.thresholds().stream().filter(row -> !row.inForce()).toList());
  }

  @Test
  void callAllIsMoreThanAnyThreshold() {
    PublishedThresholds candidate =
        new Versions()
            .row("knn", "all", "all", 5, PublishedThreshold.INFEASIBLE, 0)
            .row(A, .2)
            .build();
    PublishedThresholds incumbent =
        new Versions()
            .row("all", .9)
            .row("knn", A, A, 100, PublishedThreshold.UNREACHABLE, 0)
            .build();

    assertThat(larger(candidate, incumbent).thresholds().thresholds())
        .containsExactly(row(candidate, "all"), row(incumbent, A));
  }

  @Test
  void refusingIsLessThanAnyThreshold() {
    Versions infeasible =
        new Versions().row("knn", "all", "all", 5, PublishedThreshold.INFEASIBLE, 0);
    infeasible.infeasibleAction = "refuse";
    Versions feasible = new Versions().row("all", .1);
    feasible.infeasibleAction = "refuse";

    assertThat(larger(infeasible.build(), feasible.build()).servesAsIncumbent()).isTrue();
    assertThat(larger(feasible.build(), infeasible.build()).choices())
        .containsExactly(new Choice("knn", "all", Origin.CANDIDATE));
  }

  @Test
  void segmentThatTheCandidateLacksStays() {
    PublishedThresholds candidate = new Versions().row("all", .5).build();
    PublishedThresholds incumbent = new Versions().row("all", .4).row(A, .2).build();

    PublishedThresholds served = larger(candidate, incumbent).thresholds();

    // the candidate calls all candidates for segments that it does not know
    assertThat(row(served, A).status()).isEqualTo(PublishedThreshold.WITHHELD);
    assertThat(row(served, "all")).isEqualTo(row(candidate, "all"));
  }

  @Test
  void newSmallSegmentBorrowsWhatUnknownSegmentsWereServedBy() {
    PublishedThresholds candidate =
        new Versions().row("all", .3).row(A, .6).row(B, REST, .3).build();
    PublishedThresholds incumbent = new Versions().row("all", .3).row(A, REST, .5).build();

    PublishedThresholds served = larger(candidate, incumbent).thresholds();

    assertThat(row(served, A)).isEqualTo(row(candidate, A));
    assertThat(row(served, B)).isEqualTo(row(incumbent, A).lentTo(B, 10));
    assertThat(row(served, B).empiricalRisk()).isEmpty();
  }

  @Test
  void borrowersOfOneSourceStayAlike() {
    PublishedThresholds candidate =
        new Versions().row("all", .3).row(A, REST, .4).row(B, .6).build();
    PublishedThresholds incumbent =
        new Versions().row("all", .3).row(A, .2).row(B, REST, .5).build();

    PublishedThresholds served = larger(candidate, incumbent).thresholds();

    assertThat(row(served, A)).isEqualTo(row(incumbent, B).lentTo(A, 10));
    assertThat(row(served, "all").status()).isEqualTo(PublishedThreshold.FEASIBLE);
  }

  @Test
  void unknownSegmentsAreNotRefusedForWantOfALender() {
    Versions withLender = new Versions().row("all", .3).row(A, REST, .4);
    withLender.infeasibleAction = "refuse";
    Versions without = new Versions().row("all", .3).row(A, .5);
    without.infeasibleAction = "refuse";

    PublishedThresholds served = larger(without.build(), withLender.build()).thresholds();

    assertThat(row(served, A).threshold().getAsDouble()).isEqualTo(.5);
    assertThat(row(served, "all").status()).isEqualTo(PublishedThreshold.WITHHELD);
  }

  @Test
  void anotherPoolIsNotCompared() {
    PublishedThresholds candidate = new Versions().row("all", .9).row(A, .9).build();
    Versions other = new Versions();
    other.pool = ModelPool.of(List.of("llama", "qwen"));

    ProtectiveVersion version = larger(candidate, other.row("all", .1).build());

    assertThat(version.choices())
        .containsExactly(
            new Choice("knn", "all", Origin.WITHHELD), new Choice("knn", A, Origin.WITHHELD));
    assertThat(row(version.thresholds(), A)).isEqualTo(row(candidate, A).withheld());
  }

  @Test
  void largerThresholdOfAnotherRiskLevelIsWithheld() {
    PublishedThresholds candidate = new Versions().row("all", .3).row(A, .5).build();
    Versions stricter = new Versions();
    stricter.riskLevel = "0.05";
    PublishedThresholds incumbent = stricter.row("all", .4).row(A, .4).build();

    ProtectiveVersion version = larger(candidate, incumbent);

    assertThat(version.choices())
        .containsExactly(
            new Choice("knn", "all", Origin.WITHHELD), new Choice("knn", A, Origin.CANDIDATE));
    assertThat(row(version.thresholds(), "all").riskLevel()).isEqualTo("0.10");
  }

  @Test
  void refusedRouterWithoutIncumbentIsNotBegunWith() {
    PublishedThresholds candidate =
        new Versions()
            .row("all", .3)
            .row("new", "all", "all", 100, PublishedThreshold.FEASIBLE, .3)
            .build();
    PublishedThresholds incumbent = new Versions().row("all", .3).build();

    ProtectiveVersion version =
        ProtectiveVersion.of(
            candidate, incumbent, Set.of(new ThresholdSource("new", "all")), Mode.LARGER);

    assertThat(version.choices())
        .containsExactly(
            new Choice("knn", "all", Origin.INCUMBENT), new Choice("new", "all", Origin.WITHHELD));
  }

  @Test
  void routerThatWentAwayIsServedOn() {
    PublishedThresholds candidate = new Versions().row("all", .3).build();
    PublishedThresholds incumbent =
        new Versions()
            .row("all", .3)
            .row("old", "all", "all", 100, PublishedThreshold.FEASIBLE, .3)
            .build();

    ProtectiveVersion version = larger(candidate, incumbent);

    assertThat(version.servesAsIncumbent()).isTrue();
    assertThat(version.thresholds().routers()).isEqualTo(incumbent.routers());
  }

  @Test
  void callAllWithholdsWhatBorrowsFromARefusedSource() {
    PublishedThresholds candidate =
        new Versions().row("all", .3).row(A, REST, .4).row(B, .5).build();
    PublishedThresholds incumbent =
        new Versions().row("all", .3).row(A, REST, .4).row(B, .5).build();

    ProtectiveVersion version =
        ProtectiveVersion.of(
            candidate, incumbent, Set.of(new ThresholdSource("knn", REST)), Mode.CALL_ALL);

    assertThat(version.choices())
        .containsExactly(
            new Choice("knn", "all", Origin.INCUMBENT),
            new Choice("knn", A, Origin.WITHHELD),
            new Choice("knn", B, Origin.INCUMBENT));
  }

  @Test
  void callAllHoldsUntilANightPasses() {
    PublishedThresholds candidate = new Versions().row("all", .3).build();
    PublishedThresholds incumbent = new Versions().row("all", .4).build();
    PublishedThresholds withheld =
        ProtectiveVersion.of(candidate, incumbent, ALL_REFUSED, Mode.CALL_ALL).thresholds();

    ProtectiveVersion next = larger(candidate, withheld);

    assertThat(row(withheld, "all").status()).isEqualTo(PublishedThreshold.WITHHELD);
    assertThat(next.servesAsIncumbent()).isTrue();
  }

  @Test
  void refusesVersionsOfDifferentPublications() {
    PublishedThresholds candidate = new Versions().row("all", .3).build();
    PublishedPolicy policy = candidate.policy();
    PublishedThresholds other =
        new PublishedThresholds(
            "other",
            candidate.pools(),
            candidate.routers(),
            candidate.smoothing(),
            candidate.unknownLabels(),
            candidate.infeasibleAction(),
            candidate.fallback(),
            candidate.minN(),
            candidate.segmentColumns(),
            policy,
            List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> larger(candidate, other))
        .withMessage("Candidate and incumbent must be of one publication, got default and other");
  }

  private static ProtectiveVersion larger(
      PublishedThresholds candidate, PublishedThresholds incumbent) {
    return ProtectiveVersion.of(candidate, incumbent, ALL_REFUSED, Mode.LARGER);
  }

  private static PublishedThreshold row(PublishedThresholds document, String segment) {
    return document.thresholds().stream()
        .filter(row -> row.router().equals("knn") && row.segment().equals(segment))
        .filter(PublishedThreshold::inForce)
        .findFirst()
        .orElseThrow();
  }
}
