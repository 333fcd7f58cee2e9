package dev.racer.spark.records;

/** Where the pools of routers come from, which says what becomes of rows of other models. */
public enum PoolOrigin {
  /** From the scores: a model that a router ever scores is in its pool. */
  LAKE,
  /** From the configuration: any row of another model is malformed. */
  CONFIGURATION,
  /**
   * From a published version: scores of another model are malformed. Its outcomes are merely not
   * wanted: they were not when the version was calibrated, or it serves some of the routers alone.
   */
  VERSION
}
