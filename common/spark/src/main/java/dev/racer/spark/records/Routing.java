package dev.racer.spark.records;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.serving.Evaluator;
import dev.racer.core.serving.ServedVersion;
import java.io.Serializable;
import java.util.List;

/**
 * The evaluators of one version for some of its routers, over one segmentation. Travels as the few
 * bytes of the rows in force; evaluators are made of them where it arrives, once per executor when
 * it is broadcast. For any number of threads.
 */
public final class Routing implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long version;
  private final byte[] document;
  private final String[] routers;
  private final String[] segmentation;
  private transient volatile Made made; // by whoever asks first; no serializer need know of it

  private record Made(List<RouterPool> pools, List<Evaluator> evaluators) {}

  private Routing(long version, byte[] document, String[] routers, String[] segmentation) {
    this.version = version;
    this.document = document;
    this.routers = routers;
    this.segmentation = segmentation;
  }

  private Made made() {
    Made known = made;
    if (known == null) {
      synchronized (this) { // once: a decision belongs to the evaluator that made it
        known = made;
        if (known == null) {
          known = make(ThresholdsJson.read(document), routers, segmentation);
          made = known;
        }
      }
    }
    return known;
  }

  private static Made make(
      PublishedThresholds thresholds, String[] routers, String[] segmentation) {
    List<RouterPool> pools =
        List.of(routers).stream().map(name -> new RouterPool(name, thresholds.pool(name))).toList();
    List<Evaluator> evaluators =
        pools.stream()
            .map(
                router ->
                    Evaluator.of(
                        thresholds, router.router(), router.pool().models(), List.of(segmentation)))
            .toList();
    return new Made(pools, evaluators);
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
    Routing routing =
        new Routing(
            version.commit().sequence(),
            ThresholdsJson.write(inForce),
            routers.toArray(String[]::new),
            segmentation.toArray(String[]::new));
    routing.made(); // refuses now what it cannot serve
    return routing;
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
    return made().pools();
  }

  /** The segment columns. */
  public List<String> segmentation() {
    return List.of(segmentation);
  }

  /**
   * Passes if records of that layout can be decided.
   *
   * @throws IllegalArgumentException if its routers or segment columns are others
   */
  void requireFits(RecordLayout layout) {
    if (!layout.routers().equals(routers()) || !layout.segmentColumns().equals(segmentation())) {
      throw new IllegalArgumentException(
          "Records must be those of " + routers() + " over " + segmentation() + ", got " + layout);
    }
  }

  /** What decides for the router of that number; scores come in the order of its pool. */
  Evaluator evaluator(int router) {
    return made().evaluators().get(router);
  }
}
