package dev.racer.spark.records;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;

/** Refuses to let the router choose by its calls which queries calibrate it. */
public final class LabelCompleteness {
  private static final String NOT_CALLED = LabelCode.COUNTED.get(LabelCode.NOT_CALLED);

  private LabelCompleteness() {}

  /**
   * Passes unless queries are left out because some of their models were not called.
   *
   * @param quality what became of the rows
   * @param slice which queries calibrate
   * @param unknownLabels what becomes of queries with an unknown label
   * @throws DataContractException if all queries calibrate, those with unknown labels are left out,
   *     and some models were not called
   */
  public static void refuseSelective(
      QualityReport quality, ExplorationSlice slice, UnknownLabels unknownLabels) {
    if (slice != ExplorationSlice.ALL || unknownLabels != UnknownLabels.EXCLUDE) {
      return;
    }
    for (RouterQuality router : quality.routers()) {
      long notCalled = router.labels().getOrDefault(NOT_CALLED, 0L);
      if (notCalled > 0) {
        throw new DataContractException(
            "calibration.unknown-labels = exclude leaves out the queries for which some model was"
                + " not called ("
                + notCalled
                + " labels of router '"
                + router.router()
                + "'), so that the router's own calls choose what calibrates it: expected queries"
                + " explored by a coin (exploration.slice = explored), or worst-case");
      }
    }
  }
}
