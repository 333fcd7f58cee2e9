package dev.racer.jobs.route;

import dev.racer.core.published.Commit;
import dev.racer.spark.publication.RunStatus;
import java.util.List;

/**
 * What a run that applied a version did.
 *
 * @param status how it ended, with its exit code and what became of the input rows
 * @param applied the version
 * @param segmentation the columns of the segmentation that decided; empty for all queries as one
 * @param routers what was decided, by router
 * @param votes what the sets voted for, by router, vote and temperature; none without votes
 * @param attemptFolder where the files of the attempt are, or would have been
 */
public record RouteResult(
    RunStatus status,
    Commit applied,
    List<String> segmentation,
    List<RouterDecisions> routers,
    List<RouterVotes> votes,
    String attemptFolder) {
  /** Takes copies. */
  public RouteResult {
    segmentation = List.copyOf(segmentation);
    routers = List.copyOf(routers);
    votes = List.copyOf(votes);
  }
}
