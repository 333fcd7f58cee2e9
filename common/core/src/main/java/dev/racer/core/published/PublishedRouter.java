package dev.racer.core.published;

/**
 * A base router whose scores were calibrated.
 *
 * @param router its name
 * @param poolId the id of the pool it scores
 */
public record PublishedRouter(String router, String poolId) {
  /**
   * Checks the name; the document checks the pool.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public PublishedRouter {
    Require.name("Router", router);
  }
}
