package dev.racer.core.trial;

import java.util.List;

/**
 * Where the counts of votes are: for every vote three lanes for its first temperature, and for
 * every further temperature a plane of steps, by how much more are right than at the one before.
 */
final class VoteLayout {
  static final int CORRECT = 0;
  static final int UNKNOWN = 1;
  static final int UNANSWERED = 2;

  private static final int LANES = 3;

  private final int[] sizes;
  private final int[] firstPlanes;

  VoteLayout(List<VoteSpec> votes) {
    this.sizes = votes.stream().mapToInt(VoteSpec::size).toArray();
    this.firstPlanes = new int[sizes.length + 1];
    for (int v = 0; v < sizes.length; v++) {
      firstPlanes[v + 1] = firstPlanes[v] + sizes[v] - 1;
    }
  }

  int votes() {
    return sizes.length;
  }

  /** Number of a vote's temperatures. */
  int size(int vote) {
    return sizes[vote];
  }

  /** Longs that hold the lanes of all votes. */
  int words() {
    return LaneCounts.words(LANES * sizes.length);
  }

  static int lane(int vote, int what) {
    return LANES * vote + what;
  }

  /** Number of planes. */
  int planes() {
    return firstPlanes[sizes.length];
  }

  /**
   * The plane of a vote's temperature.
   *
   * @param temperature from 1
   */
  int plane(int vote, int temperature) {
    return firstPlanes[vote] + temperature - 1;
  }
}
