package dev.racer.spark.records;

import dev.racer.core.published.PublishedFormatException;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.serving.Evaluator;
import dev.racer.core.serving.ServedVersion;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.List;

/**
 * The evaluators of one version for some of its routers, over one segmentation. Travels as the few
 * bytes of the rows in force; evaluators are made of them when it arrives, once per executor when
 * it is broadcast. Immutable, for any number of threads.
 */
public final class Routing implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long version;
  private final byte[] document;
  private final String[] routers;
  private final String[] segmentation;
  private final transient List<RouterPool> pools;
  private final transient List<Evaluator> evaluators;

  private Routing(
      long version,
      byte[] document,
      PublishedThresholds thresholds,
      String[] routers,
      String[] segmentation) {
    this.version = version;
    this.document = document;
    this.routers = routers;
    this.segmentation = segmentation;
    this.pools =
        List.of(routers).stream().map(name -> new RouterPool(name, thresholds.pool(name))).toList();
    this.evaluators =
        pools.stream()
            .map(
                router ->
                    Evaluator.of(
                        thresholds, router.router(), router.pool().models(), List.of(segmentation)))
            .toList();
  }

  /**
   * Makes the evaluators.
   *
   * @param version the version to apply
   * @param routers names of routers that it was calibrated for; their order numbers them
   * @param segmentation columns of one of its segmentations; empty for all queries as one segment
   * @throws IllegalArgumentException if the version has no such router or segmentation
   */
  public static Routing of(ServedVersion version, List<String> routers, List<String> segmentation) {
    PublishedThresholds inForce = inForce(version.thresholds());
    return new Routing(
        version.commit().sequence(),
        ThresholdsJson.write(inForce),
        inForce,
        routers.toArray(String[]::new),
        segmentation.toArray(String[]::new));
  }

  /** The document without the rows that serve nothing. */
  private static PublishedThresholds inForce(PublishedThresholds all) {
    return new PublishedThresholds(
        all.publication(),
        all.pools(),
        all.routers(),
        all.smoothing(),
        all.unknownLabels(),
        all.infeasibleAction(),
        all.fallback(),
        all.minN(),
        all.segmentColumns(),
        all.policy(),
        all.thresholds().stream().filter(PublishedThreshold::inForce).toList());
  }

  /** Number of the version. */
  public long version() {
    return version;
  }

  /** The routers with their pools, by number. */
  public List<RouterPool> routers() {
    return pools;
  }

  /** The segment columns. */
  public List<String> segmentation() {
    return List.of(segmentation);
  }

  /** What decides for the router of that number; scores come in the order of its pool. */
  Evaluator evaluator(int router) {
    return evaluators.get(router);
  }

  /** What arrived has no evaluators yet. */
  private Object readResolve() throws InvalidObjectException {
    try {
      return new Routing(version, document, ThresholdsJson.read(document), routers, segmentation);
    } catch (PublishedFormatException e) {
      InvalidObjectException invalid = new InvalidObjectException(e.getMessage());
      invalid.initCause(e);
      throw invalid;
    }
  }
}
