package dev.racer.spark.records;

import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.OutcomeDetails;
import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;

/**
 * What has to be known of a lake before its rows can be reduced to calibration records.
 *
 * @param routers the routers with their pools, by name
 * @param poolOrigin where the pools come from
 * @param segmentColumns the columns that segments are made of
 * @param keyedByDate whether a query is identified by (date, query_id) instead of query_id
 * @param unknownLabels what becomes of queries with an unknown label
 * @param details what else of the outcomes the records carry
 */
public record RecordLayout(
    List<RouterPool> routers,
    PoolOrigin poolOrigin,
    List<String> segmentColumns,
    boolean keyedByDate,
    UnknownLabels unknownLabels,
    OutcomeDetails details)
    implements Serializable {

  /** Takes copies. */
  public RecordLayout {
    routers = List.copyOf(routers);
    segmentColumns = List.copyOf(segmentColumns);
  }

  /** Pools of the lake, or configured ones. */
  public RecordLayout(
      List<RouterPool> routers,
      boolean configuredPool,
      List<String> segmentColumns,
      boolean keyedByDate,
      UnknownLabels unknownLabels,
      OutcomeDetails details) {
    this(
        routers,
        configuredPool ? PoolOrigin.CONFIGURATION : PoolOrigin.LAKE,
        segmentColumns,
        keyedByDate,
        unknownLabels,
        details);
  }

  /** Records that carry of the outcomes nothing but labels. */
  public RecordLayout(
      List<RouterPool> routers,
      boolean configuredPool,
      List<String> segmentColumns,
      boolean keyedByDate,
      UnknownLabels unknownLabels) {
    this(routers, configuredPool, segmentColumns, keyedByDate, unknownLabels, OutcomeDetails.NONE);
  }

  /** Whether scores of a model outside its router's pool are malformed. */
  public boolean configuredPool() {
    return poolOrigin != PoolOrigin.LAKE;
  }

  /** Whether outcomes of a model in no pool are malformed. */
  boolean quarantinesForeignOutcomes() {
    return poolOrigin == PoolOrigin.CONFIGURATION;
  }

  /** All models of all routers: the columns of labels. */
  public ModelPool labelPool() {
    TreeSet<String> models = new TreeSet<>(CodePointOrder.INSTANCE);
    routers.forEach(router -> models.addAll(router.pool().models()));
    return ModelPool.of(models);
  }

  /** The columns that identify a query. */
  public List<String> key() {
    return keyedByDate ? List.of("date", "query_id") : List.of("query_id");
  }
}
