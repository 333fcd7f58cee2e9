package dev.racer.spark.records;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.vote.Answers;
import dev.racer.spark.lake.OutcomeDetails;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
      this.segments = segmentValues.stream().map(NameIndex::of).toArray(NameIndex[]::new);
      this.numbers = new int[segments.length];
    }

    @Override
    public boolean accepts(RowCursor row) {
      day = QueryTable.NO_DAY;
      if (!keyedByDate && !row.isNull(RecordReduction.DAY)) {
        if (!days.isDay(row.text(RecordReduction.DAY))) {
          return false;
        }
        day = days.number();
      }
      exclusion = row.isNull(FIRST) ? 0 : row.getInt(FIRST);
      if (exclusion == RecordReduction.MALFORMED) {
        return false;
      }
      hasProbability = !row.isNull(FIRST + 1);
      probability = hasProbability ? row.getDouble(FIRST + 1) : 1;
      for (int s = 0; s < segments.length; s++) {
        int at = FIRST + 2 + s;
        numbers[s] = row.isNull(at) ? NameIndex.NONE : row.number(at, segments[s]);
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

  /**
   * Number of (router with version, model), and the score: NaN where there is none, or none that is
   * finite.
   */
  static final class Scores implements RowPacking.Coder {
    private static final int NO_SLOT = -1;

    private final NameIndex routers;
    private final NameIndex versions;
    private final NameIndex models;
    private final int[][][] slots;
    private final int noVersion;
    private int slot;
    private double score;

    Scores(List<RouterPool> pools, ModelPool all) {
      List<String> names = pools.stream().map(RouterPool::router).distinct().toList();
      List<String> versionNames = pools.stream().map(RouterPool::version).distinct().toList();
      this.routers = NameIndex.of(names);
      this.versions = NameIndex.of(versionNames);
      this.noVersion = versionNames.indexOf("");
      this.models = NameIndex.of(all.models());
      this.slots = new int[names.size()][versionNames.size()][all.size()];
      for (int[][] ofRouter : slots) {
        for (int[] ofVersion : ofRouter) {
          Arrays.fill(ofVersion, NO_SLOT);
        }
      }
      int[] firstSlots = RecordReduction.firstSlots(pools);
      for (int r = 0; r < pools.size(); r++) {
        RouterPool router = pools.get(r);
        int[] ofRouter =
            slots[names.indexOf(router.router())][versionNames.indexOf(router.version())];
        for (int m = 0; m < router.pool().size(); m++) {
          ofRouter[all.indexOf(router.pool().model(m))] = firstSlots[r] + m;
        }
      }
    }

    @Override
    public boolean accepts(RowCursor row) {
      if (row.isNull(FIRST) || row.isNull(FIRST + 1)) {
        return false;
      }
      int router = row.number(FIRST, routers);
      int model = row.number(FIRST + 1, models);
      int version = row.isNull(FIRST + 3) ? noVersion : row.number(FIRST + 3, versions);
      if (router == NameIndex.NONE
          || model == NameIndex.NONE
          || version == NameIndex.NONE
          || slots[router][version][model] == NO_SLOT) {
        return false;
      }
      slot = slots[router][version][model];
      score = row.isNull(FIRST + 2) ? Double.NaN : row.getDouble(FIRST + 2);
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

  /**
   * Number of the model, the code of its label, and the details wanted: answer, confidences, cost.
   */
  static final class Outcomes implements RowPacking.Coder {
    private final NameIndex models;
    private final NameIndex states = NameIndex.of(LabelCode.STATES);
    private final Optional<AnswerCodes> answers;
    private final double[] confidences;
    private final boolean hasCosts;
    private int model;
    private byte label;
    private long answer;
    private long cost;

    Outcomes(List<String> models, OutcomeDetails details) {
      this.models = NameIndex.of(models);
      this.answers = details.normalization().map(AnswerCodes::new);
      this.confidences = new double[details.confidences().size()];
      this.hasCosts = details.hasCosts();
    }

    @Override
    public boolean accepts(RowCursor row) {
      if (row.isNull(FIRST)) {
        return false;
      }
      model = row.number(FIRST, models);
      if (model == NameIndex.NONE) {
        return false;
      }
      label =
          row.isNull(FIRST + 2)
              ? row.isNull(FIRST + 1)
                  ? LabelCode.UNKNOWN
                  : row.getBoolean(FIRST + 1) ? LabelCode.CORRECT : LabelCode.WRONG
              : LabelCode.ofState(row.number(FIRST + 2, states)); // the survey refuses others
      int at = FIRST + 3;
      if (answers.isPresent()) {
        answer = row.isNull(at) ? Answers.NONE : answers.get().code(row.text(at));
        at++;
      }
      for (int c = 0; c < confidences.length; c++) {
        confidences[c] = row.isNull(at) ? Double.NaN : row.getDouble(at);
        at++;
      }
      if (hasCosts) {
        cost = row.isNull(at) ? Cost.MISSING : Cost.units(row.getDouble(at));
      }
      return true;
    }

    @Override
    public void write(ByteBlock block) {
      block.putInt(model);
      block.putByte(label);
      if (answers.isPresent()) {
        block.putLong(answer);
      }
      for (double confidence : confidences) {
        block.putDouble(confidence);
      }
      if (hasCosts) {
        block.putLong(cost);
      }
    }
  }
}
