package dev.racer.spark.records;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.pool.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * What makes a router the same router: its name, and the version that its scores name. Scores of
 * two versions are scores of two routers. Ordered by name, then version.
 *
 * @param router name
 * @param version version; empty where scores name none
 */
public record RouterIdentity(String router, String version)
    implements Comparable<RouterIdentity>, Serializable {
  private static final Comparator<RouterIdentity> ORDER =
      Comparator.comparing(RouterIdentity::router, CodePointOrder.INSTANCE)
          .thenComparing(RouterIdentity::version, CodePointOrder.INSTANCE);

  /** A router whose scores name no version. */
  public static RouterIdentity unversioned(String router) {
    return new RouterIdentity(router, "");
  }

  /** First 16 hex digits of SHA-256 over name, a zero byte and version. */
  public String fingerprint() {
    String identity = router + "\0" + version;
    return Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  @Override
  public int compareTo(RouterIdentity other) {
    return ORDER.compare(this, other);
  }

  /** Name and version, for messages. */
  @Override
  public String toString() {
    return version.isEmpty() ? router : router + " version " + version;
  }
}
