package dev.racer.spark.records;

import dev.racer.core.conformal.Labels;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What is kept of the rows of each table, for one task. Every row begins with id and date of its
 * query; the columns after them are those that {@link RecordReduction} selects.
 */
final class RowCoders {
  private static final int FIRST = RecordReduction.DAY + 1;

  private RowCoders() {}

  /** Exclusion, inclusion probability, day and numbers of the segment values. */
  static final class Queries implements RowPacking.Coder {
    private final boolean keyedByDate;
    private final DayText days = new DayText();
    private final NameIndex[] segments;
    private int exclusion;
    private boolean hasProbability;
    private double probability;
    private int day;
    private final int[] numbers;

    Queries(boolean keyedByDate, List<List<String>> segmentValues) {
      this.keyedByDate = keyedByDate;
      this.segments = segmentValues.stream().map(NameIndex::new).toArray(NameIndex[]::new);
      this.numbers = new int[segments.length];
    }

    @Override
    public boolean accepts(InternalRow row) {
      day = QueryTable.NO_DAY;
      if (!keyedByDate && !row.isNullAt(RecordReduction.DAY)) {
        if (!days.isDay(row.getUTF8String(RecordReduction.DAY))) {
          return false;
        }
        day = days.number();
      }
      exclusion = row.isNullAt(FIRST) ? 0 : row.getInt(FIRST);
      hasProbability = !row.isNullAt(FIRST + 1);
      probability = hasProbability ? row.getDouble(FIRST + 1) : 1;
      for (int s = 0; s < segments.length; s++) {
        int at = FIRST + 2 + s;
        numbers[s] = row.isNullAt(at) ? NameIndex.NONE : segments[s].of(row.getUTF8String(at));
      }
      return true;
    }

    @Override
    public void write(ByteBlock block) {
      block.putByte(exclusion);
      block.putByte(hasProbability ? 1 : 0);
      block.putDouble(probability);
      block.putInt(day);
      for (int number : numbers) {
        block.putInt(number);
      }
    }
  }

  /** Number of (router, model), and the score: NaN where there is none, or none that is finite. */
  static final class Scores implements RowPacking.Coder {
    private final NameIndex routers;
    private final NameIndex[] models;
    private final int[] firstSlots;
    private int slot;
    private double score;

    Scores(List<RouterPool> pools) {
      this.routers = new NameIndex(pools.stream().map(RouterPool::router).toList());
      this.models =
          pools.stream().map(p -> new NameIndex(p.pool().models())).toArray(NameIndex[]::new);
      this.firstSlots = RecordReduction.firstSlots(pools);
    }

    @Override
    public boolean accepts(InternalRow row) {
      if (row.isNullAt(FIRST) || row.isNullAt(FIRST + 1)) {
        return false;
      }
      int router = routers.of(row.getUTF8String(FIRST));
      if (router == NameIndex.NONE) {
        return false;
      }
      int model = models[router].of(row.getUTF8String(FIRST + 1));
      if (model == NameIndex.NONE) {
        return false;
      }
      slot = firstSlots[router] + model;
      score = row.isNullAt(FIRST + 2) ? Double.NaN : row.getDouble(FIRST + 2);
      if (!Double.isFinite(score)) {
        score = Double.NaN;
      }
      return true;
    }

    @Override
    public void write(ByteBlock block) {
      block.putInt(slot);
      block.putDouble(score);
    }
  }

  /** Number of the model, and its label. */
  static final class Outcomes implements RowPacking.Coder {
    private final NameIndex models;
    private int model;
    private byte label;

    Outcomes(List<String> models) {
      this.models = new NameIndex(models);
    }

    @Override
    public boolean accepts(InternalRow row) {
      if (row.isNullAt(FIRST)) {
        return false;
      }
      model = models.of(row.getUTF8String(FIRST));
      if (model == NameIndex.NONE) {
        return false;
      }
      label =
          row.isNullAt(FIRST + 1)
              ? Labels.UNKNOWN
              : row.getBoolean(FIRST + 1) ? Labels.CORRECT : Labels.WRONG;
      return true;
    }

    @Override
    public void write(ByteBlock block) {
      block.putInt(model);
      block.putByte(label);
    }
  }
}
