package dev.racer.core.gate;

import dev.racer.core.published.PublishedThresholds;

/** What two versions must have in common for their thresholds to be compared. */
final class Comparability {
  private Comparability() {}

  /** Whether segments and outcomes mean the same in both, so that rows of one fit the other. */
  static boolean sameFrame(PublishedThresholds a, PublishedThresholds b) {
    return a.smoothing().equals(b.smoothing())
        && a.infeasibleAction().equals(b.infeasibleAction())
        && a.fallback().equals(b.fallback())
        && a.minN() == b.minN()
        && a.segmentColumns().equals(b.segmentColumns());
  }

  /** Whether the thresholds of a router that both have are on one scale. */
  static boolean sameScale(PublishedThresholds a, PublishedThresholds b, String router) {
    return sameFrame(a, b)
        && a.pool(router).equals(b.pool(router))
        && a.policy().normalization().equals(b.policy().normalization())
        && a.policy().nullScore().equals(b.policy().nullScore())
        && a.policy().nonconformity().equals(b.policy().nonconformity());
  }
}
