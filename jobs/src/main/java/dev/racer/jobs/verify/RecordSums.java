package dev.racer.jobs.verify;

import dev.racer.core.conformal.LabelState;
import dev.racer.core.pool.ModelPool;
import dev.racer.jobs.records.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The records of a version, summed up by router. Not for use by several threads. */
final class RecordSums {
  private final Shape shape;
  private final Map<String, RouterSums> routers = new TreeMap<>();
  private final Map<Recorded, Long> recordsOf = new HashMap<>();
  private final Complaints complaints = new Complaints();
  private long used;
  private long excluded;

  /**
   * What a record is of.
   *
   * @param version of the router; empty where its scores name none
   */
  record Recorded(String router, String version, String poolId) {}

  RecordSums(Shape shape) {
    this.shape = shape;
    shape.routers().keySet().forEach(router -> routers.put(router, new RouterSums(shape, router)));
  }

  /** Adds all rows of a file. */
  void addAll(RecordReader file) {
    while (file.next()) {
      if (file.isUsed()) {
        used++;
        add(file);
      } else {
        excluded++;
      }
    }
  }

  private void add(RecordReader row) {
    ModelPool recorded = shape.recorded().get(row.poolId());
    if (recorded == null) {
      complain("a pool that is known", row.poolId(), row);
    } else if (isSound(row, recorded)) {
      recordsOf.merge(new Recorded(row.router(), row.routerVersion(), row.poolId()), 1L, Long::sum);
      Shape.WantedRouter router = shape.routers().get(row.router());
      if (router != null
          && router.version().orElse(row.routerVersion()).equals(row.routerVersion())
          && recorded.models().containsAll(router.pool().models())) {
        routers.get(row.router()).add(row, recorded);
      } // else of another version of the router, or of a smaller pool
    }
  }

  private boolean isSound(RecordReader row, ModelPool pool) {
    if (row.scoreCount() != pool.size()) {
      return complain(pool.size() + " scores", row.scoreCount() + " scores", row);
    }
    if (row.labelCount() != pool.size()) {
      return complain(pool.size() + " labels", row.labelCount() + " labels", row);
    }
    for (int m = 0; m < pool.size(); m++) {
      if (!Double.isFinite(row.scores()[m])) {
        return complain("finite scores", String.valueOf(row.scores()[m]), row);
      }
    }
    String state = LabelState.state(row.labels(), pool.size()).key();
    if (!state.equals(row.labelState())) {
      return complain("label state " + state, row.labelState(), row);
    }
    if (!(row.probability() > 0 && row.probability() <= 1)) {
      return complain("an inclusion probability in (0, 1]", "" + row.probability(), row);
    }
    return true;
  }

  private boolean complain(String expected, String found, RecordReader row) {
    String id = new String(row.queryId(), StandardCharsets.UTF_8);
    complaints.add(expected, found, "query " + id + " of router " + row.router());
    return false;
  }

  /** Adds what another thread summed up. */
  void addAll(RecordSums other) {
    other.routers.forEach((router, sums) -> routers.get(router).addAll(sums));
    complaints.addAll(other.complaints);
    used += other.used;
    excluded += other.excluded;
    other.recordsOf.forEach((recorded, count) -> recordsOf.merge(recorded, count, Long::sum));
  }

  /** The sums of each router of the version. */
  Map<String, RouterSums> routers() {
    return routers;
  }

  /** What is wrong with rows, apart from what follows from them. */
  Complaints complaints() {
    return complaints;
  }

  /** Used rows by what they are of, whether that counts in the version or not. */
  Map<Recorded, Long> recordsOf() {
    return recordsOf;
  }

  /** Rows that calibrate. */
  long used() {
    return used;
  }

  /** Rows that do not. */
  long excluded() {
    return excluded;
  }
}
