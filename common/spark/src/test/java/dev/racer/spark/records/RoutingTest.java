package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Reason;
import dev.racer.core.serving.ServedVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private static final ModelPool POOL = ModelPool.of(List.of("a", "b"));

  private static PublishedThreshold row(String segment, int percent, double threshold) {
    return new PublishedThreshold(
        "team",
        "knn",
        segment,
        segment,
        Optional.of(segment),
        "none",
        "one-minus-max",
        "gap",
        "none",
        "plain",
        "misrouting",
        "expected",
        Optional.empty(),
        "0." + percent,
        POOL.id(),
        100,
        100,
        100,
        100,
        OptionalLong.of(91),
        9,
        PublishedThreshold.FEASIBLE,
        OptionalDouble.of(threshold),
        OptionalDouble.of(0.09),
        OptionalDouble.of(0.09),
        OptionalDouble.of(1.5),
        OptionalDouble.of(0),
        Optional.of(new PublishedThreshold.Interval(0.05, 0.15)),
        0.95,
        percent == 10);
  }

  /** A version with many rows, two of which are in force. */
  private static ServedVersion version() {
    List<PublishedThreshold> rows = new ArrayList<>();
    for (int percent = 10; percent < 90; percent++) {
      rows.add(row("all", percent, 0.5));
      rows.add(row("benchmark=own", percent, 0.25));
    }
    PublishedThresholds thresholds =
        new PublishedThresholds(
            "team",
            List.of(POOL),
            List.of(new PublishedRouter("knn", POOL.id())),
            new Smoothing(Ties.NONE, Smoothing.DEFAULT_WIDTH, 0),
            "worst-case",
            "call-all",
            "rest",
            50,
            List.of(List.of("benchmark")),
            new PublishedPolicy("none", "one-minus-max", "gap", "misrouting", "expected", "0.10"),
            rows);
    String run = "00000000000000aa";
    String sha256 = "0".repeat(64);
    return new ServedVersion(
        new Commit(7, run, "attempts/" + run + "-00000001", sha256, sha256, Instant.EPOCH),
        thresholds);
  }

  @Test
  void decidesOnArrivalAsItDidBefore() throws IOException, ClassNotFoundException {
    Routing routing = Routing.of(version(), List.of("knn"), List.of("benchmark"));

    byte[] bytes = bytes(routing);
    Routing arrived;
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      arrived = (Routing) in.readObject();
    }

    assertThat(bytes.length).isLessThan(4_000); // only what is in force travels
    assertThat(arrived.version()).isEqualTo(7);
    assertThat(arrived.routers()).isEqualTo(routing.routers());
    assertThat(arrived.segmentation()).containsExactly("benchmark");
    Decision decision = arrived.evaluator(0).newDecision();
    arrived.evaluator(0).decide(new double[] {0.75, 0.5}, "q", new String[] {"own"}, decision);
    assertThat(decision.reason()).isEqualTo(Reason.THRESHOLD);
    assertThat(decision.models()).containsExactly("a", "b");
  }

  private static byte[] bytes(Routing routing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(routing);
    }
    return bytes.toByteArray();
  }

  @Test
  void refusesARouterOrSegmentationThatTheVersionDoesNotHave() {
    assertThatThrownBy(() -> Routing.of(version(), List.of("mlp"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Router must be one of [knn] in publication team, got 'mlp'");
    assertThatThrownBy(() -> Routing.of(version(), List.of("knn"), List.of("tenant")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[[benchmark]]")
        .hasMessageContaining("got [tenant]");
  }
}
