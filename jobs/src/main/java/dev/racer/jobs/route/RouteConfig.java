package dev.racer.jobs.route;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.records.SetVotes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What to route: complete and valid once constructed.
 *
 * @param inputs where queries and scores are, and outcomes if there are votes
 * @param output folder that holds publications
 * @param publicationName name of the publication
 * @param version number of the version to apply; empty for the one in force
 * @param segmentBy the columns of the segmentation that decides, none for all queries as one
 *     segment; empty for the first published one
 * @param routers the routers to route; empty for all that the version was calibrated for
 * @param votes votes over the answers of the sets
 * @param maxGroups most values of a segment column that may come out
 * @param maxQuarantinedShare largest share of malformed rows in a table
 * @param range the days to read
 */
public record RouteConfig(
    LakeInputs inputs,
    String output,
    String publicationName,
    OptionalLong version,
    Optional<List<String>> segmentBy,
    List<String> routers,
    SetVotes votes,
    int maxGroups,
    double maxQuarantinedShare,
    DateRange range) {
  /** The configuration key of the votes. */
  public static final String VOTES = "route.votes";

  /**
   * Takes copies and checks every field.
   *
   * @throws ConfigException if a value is not allowed
   */
  public RouteConfig {
    segmentBy = segmentBy.map(List::copyOf);
    routers = List.copyOf(routers);
    require(
        PublicationStore.isName(publicationName),
        "publication.name must consist of letters, digits, '.', '_' and '-' and begin with a letter"
            + " or digit, got "
            + publicationName);
    require(
        version.isEmpty() || version.getAsLong() >= 1,
        "--version-number must be at least 1, got " + version.orElse(0));
    require(
        new HashSet<>(routers).size() == routers.size(),
        "route.routers must hold each value once, got " + routers);
    require(
        votes.isEmpty() || inputs.outcomes().isPresent(),
        "lake.outcomes is required by " + VOTES + ", got none");
    require(maxGroups >= 1, "calibration.max-groups must be at least 1, got " + maxGroups);
    require(
        maxQuarantinedShare >= 0 && maxQuarantinedShare <= 1,
        "quality.max-quarantined-share must lie in [0, 1], got " + maxQuarantinedShare);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
