package dev.racer.spark.records;

import dev.racer.core.pool.ModelPool;
import java.io.Serializable;

/**
 * A router and the models that it scores.
 *
 * @param router name of the router
 * @param version version that its scores name; empty where they name none
 * @param pool its candidates
 */
public record RouterPool(String router, String version, ModelPool pool) implements Serializable {

  /** A router whose scores name no version. */
  public RouterPool(String router, ModelPool pool) {
    this(router, "", pool);
  }

  /** The router, whatever its pool. */
  public RouterIdentity identity() {
    return new RouterIdentity(router, version);
  }

  /**
   * Whether records of another pool serve this one: of the same router and version, with all models
   * of this pool.
   */
  public boolean isServedBy(RouterPool recorded) {
    return identity().equals(recorded.identity())
        && recorded.pool().models().containsAll(pool.models());
  }
}
