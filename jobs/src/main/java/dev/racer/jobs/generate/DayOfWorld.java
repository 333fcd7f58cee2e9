package dev.racer.jobs.generate;

/**
 * What happens to the queries of one day: answers with the drift of the day, the version of each
 * router, which models are called and which labels are there. Looks at one query at a time, {@link
 * #look} first; not thread-safe.
 */
final class DayOfWorld {
  private final SyntheticWorld world;
  private final Slice slice;
  private final long startMicros;
  private final boolean drifted;
  private final int[] versions;
  private final boolean[] foreseen;
  private final boolean[] right;
  private final double[] scores;
  private final int[] pool;
  private long query;
  private int benchmark;
  private double unknownProbability;

  /**
   * Looks at the day of a slice.
   *
   * @param slice queries of one day
   */
  DayOfWorld(SyntheticWorld world, Slice slice) {
    this.world = world;
    this.slice = slice;
    long day = slice.date().toEpochDay();
    startMicros = day * SyntheticWorld.MICROS_PER_DAY;
    drifted = world.isDrifted(day);
    versions = new int[world.routers().size()];
    for (int r = 0; r < versions.length; r++) {
      versions[r] = world.version(r, day);
    }
    int models = world.models().size();
    foreseen = new boolean[models];
    right = new boolean[models];
    scores = new double[models];
    pool = new int[models];
    for (int m = 0; m < models; m++) {
      pool[m] = m;
    }
  }

  /** Turns to a query of the slice. */
  void look(long number) {
    query = number;
    benchmark = world.benchmark(number);
    world.answersBeforeDrift(number, benchmark, foreseen);
    System.arraycopy(foreseen, 0, right, 0, right.length);
    if (drifted) {
      world.drift(number, right);
    }
    unknownProbability = world.unknownProbability(right);
  }

  /** Returns the position of the query's benchmark. */
  int benchmark() {
    return benchmark;
  }

  /** Says whether a model answers the query correctly. */
  boolean isRight(int model) {
    return right[model];
  }

  /** Returns when the query came in, in microseconds since 1970. */
  long eventMicros() {
    return startMicros + world.microsOfDay(query, query - slice.firstOfDay(), slice.queriesOfDay());
  }

  /** Returns when the labels of the query arrive, in microseconds since 1970. */
  long labelledMicros() {
    return eventMicros() + world.labelDelayMicros(query);
  }

  /** Returns the models that have an outcome for the query, in pool order; not to be changed. */
  int[] called() {
    int count = world.calledModels();
    if (count == pool.length || world.isExplored(query)) {
      return pool;
    }
    int[] called = new int[count];
    if (!world.isScored(query)) {
      System.arraycopy(pool, 0, called, 0, count);
      return called;
    }
    scores(0, scores);
    int found = 0;
    for (int m = 0; m < scores.length; m++) {
      int ahead = 0;
      for (int other = 0; other < scores.length; other++) {
        boolean wins = scores[other] > scores[m] || (scores[other] == scores[m] && other < m);
        ahead += wins ? 1 : 0;
      }
      if (ahead < count) {
        called[found++] = m;
      }
    }
    return called;
  }

  /** Says whether the label of a called model has not arrived, whatever becomes of it. */
  boolean isLate() {
    return labelledMicros() >= world.labelledUntilMicros();
  }

  /** Says whether the label of a called model is missing. */
  boolean isUnknown(int model) {
    return isLate() || world.isUnknown(query, model, unknownProbability);
  }

  /** Returns the state of the label of a called model, as the column {@code label_state} says. */
  String labelState(int model) {
    if (isUnknown(model)) {
      return isLate() || world.isPending(query, model) ? "pending" : "judge-failed";
    }
    if (right[model]) {
      return "correct";
    }
    return world.isTruncated(query, model) ? "truncated" : "wrong";
  }

  /** Returns the version of a router on this day, from 1. */
  String routerVersion(int router) {
    return Integer.toString(versions[router] + 1);
  }

  /**
   * Computes the scores that a router gives; they know nothing of the drift.
   *
   * @param into output, in pool order
   */
  void scores(int router, double[] into) {
    world.scores(query, benchmark, router, versions[router], foreseen, into);
  }
}
