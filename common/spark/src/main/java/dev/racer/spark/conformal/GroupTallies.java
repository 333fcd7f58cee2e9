package dev.racer.spark.conformal;

import dev.racer.core.conformal.LabelState;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/** How many queries each group of a grid holds, where no critical scores are wanted. */
public final class GroupTallies {
  private GroupTallies() {}

  /**
   * Counts, in one pass.
   *
   * @param records the records of the grid's routers and segment columns; those used count
   * @return by group; a group without queries is not in it
   */
  public static Map<Integer, GroupTally> of(JavaRDD<RecordBatch> records, Grid grid) {
    Map<Integer, GroupTally> tallies = new HashMap<>();
    records
        .mapPartitions(batches -> List.of(count(batches, grid)).iterator())
        .collect() // bounded by partitions times groups
        .forEach(
            part -> part.forEach((group, tally) -> tallies.merge(group, tally, GroupTally::plus)));
    return tallies;
  }

  private static Map<Integer, GroupTally> count(Iterator<RecordBatch> batches, Grid grid) {
    long[][] counts = new long[grid.groups()][];
    RecordView query = new RecordView(grid.routers(), grid.segmentColumns().size());
    SegmentLookup lookup = new SegmentLookup(grid);
    while (batches.hasNext()) {
      RecordBatch batch = batches.next();
      for (int record = 0; record < batch.size(); record++) {
        if (batch.isUsed(record)) {
          query.read(batch, record);
          LabelState state = LabelState.state(query.labels(), query.labels().length);
          boolean tied = GroupTally.hasTie(query.scores());
          int segments = lookup.find(query.segments());
          for (int s = 0; s < segments; s++) {
            int group = grid.group(query.router(), lookup.segments()[s]);
            if (counts[group] == null) {
              counts[group] = new long[GroupTally.length(grid)];
            }
            GroupTally.add(counts[group], state, tied, query.segments());
          }
        }
      }
    }
    Map<Integer, GroupTally> tallies = new HashMap<>();
    for (int group = 0; group < counts.length; group++) {
      if (counts[group] != null) {
        tallies.put(group, new GroupTally(counts[group]));
      }
    }
    return tallies;
  }
}
