package dev.racer.bench.contest;

/**
 * How often each contender runs.
 *
 * @param cold first runs, each in a process of its own
 * @param warmUps runs that are not counted, in the process of the warm runs
 * @param warm runs that are
 */
public record Rounds(int cold, int warmUps, int warm) {
  /**
   * @throws IllegalArgumentException if there is no warm run or a number is negative
   */
  public Rounds {
    require("Number of rounds", warm, 1);
    require("Number of cold rounds", cold, 0);
    require("Number of warm-ups", warmUps, 0);
  }

  private static void require(String name, int number, int least) {
    if (number < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", got " + number);
    }
  }
}
