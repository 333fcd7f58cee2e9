package dev.racer.core.published;

import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import java.util.List;

/** Documents for tests. */
final class Documents {
  static final PublishedPolicy POLICY =
      new PublishedPolicy("softmax", "one-minus-max", "gap", "misrouting", "expected", "0.10");

  private Documents() {}

  /** A document of the router {@code knn} with one segmentation, by benchmark. */
  static PublishedThresholds of(PublishedThreshold... rows) {
    return new PublishedThresholds(
        "default",
        List.of(RowBuilder.POOL),
        List.of(new PublishedRouter("knn", RowBuilder.POOL.id())),
        new Smoothing(Ties.SMOOTHED, Smoothing.DEFAULT_WIDTH, 0),
        "worst-case",
        "call-all",
        "rest",
        100,
        List.of(List.of("benchmark"), List.of("tenant", "language")),
        POLICY,
        List.of(rows));
  }
}
