package dev.racer.spark.records;

import dev.racer.core.serving.Action;
import dev.racer.core.serving.Decision;
import dev.racer.core.vote.Answers;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.TemperedVote;
import dev.racer.core.vote.VoteCount;
import dev.racer.core.vote.VoteName;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.schema.Predictions;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Lets the sets of a version vote: the table {@link Predictions}. Sets are decided as in {@link
 * ModelSetTable}, votes counted by {@link VoteCount}.
 */
public final class PredictionTable implements AutoCloseable {
  private final Broadcast<Routing> routing;
  private final Dataset<Row> frame;

  private PredictionTable(Broadcast<Routing> routing, Dataset<Row> frame) {
    this.routing = routing;
    this.frame = frame;
  }

  /**
   * The table; nothing is computed yet.
   *
   * @param batches records of the layout's routers, with its details
   * @param layout its routers are the routing's, its segment columns those of the segmentation, its
   *     details those of the votes
   * @param routing what to apply
   * @param votes the votes; a missing confidence that they refuse fails the task by a {@link
   *     DataContractException}
   */
  public static PredictionTable of(
      SparkSession spark,
      JavaRDD<RecordBatch> batches,
      RecordLayout layout,
      Routing routing,
      SetVotes votes) {
    routing.requireFits(layout);
    OutcomeDetails details = layout.details();
    Ballot[] ballots =
        votes.votes().stream().map(vote -> Ballot.of(vote, details)).toArray(Ballot[]::new);
    MissingConfidence missing = votes.missing();
    Broadcast<Routing> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(routing);
    JavaRDD<InternalRow> rows =
        batches.mapPartitions(
            partition -> new Rows(partition, shared.value(), details, ballots, missing));
    return new PredictionTable(shared, InternalRows.frame(spark, rows, Predictions.schema()));
  }

  /** The rows. */
  public Dataset<Row> frame() {
    return frame;
  }

  @Override
  public void close() {
    routing.destroy();
  }

  /**
   * A vote as tasks need it.
   *
   * @param name as tables have it
   * @param temperature positive; infinite for the majority
   * @param column number of the confidence column, or one of the negative ones
   */
  private record Ballot(String name, double temperature, int column) implements Serializable {
    static final int MAJORITY = -2;
    static final int ROUTER_SCORE = -1;

    static Ballot of(TemperedVote vote, OutcomeDetails details) {
      VoteName name = vote.name();
      return new Ballot(
          name.key(),
          vote.temperature().orElse(Double.POSITIVE_INFINITY),
          name.isWeighted()
              ? name.confidenceColumn().map(details.confidences()::indexOf).orElse(ROUTER_SCORE)
              : MAJORITY);
    }
  }

  /** Counts the votes of a partition; each row is valid until the next one is asked for. */
  private static final class Rows implements Iterator<InternalRow> {
    private static final UTF8String ABSTAINED = UTF8String.fromString(Predictions.ABSTAINED);
    private static final UTF8String REFUSED = UTF8String.fromString(Predictions.REFUSED);
    private static final UTF8String NO_ANSWERS = UTF8String.fromString(Predictions.NO_ANSWERS);
    private static final UTF8String NO_CONFIDENCES =
        UTF8String.fromString(Predictions.NO_CONFIDENCES);

    private final Iterator<RecordBatch> batches;
    private final RecordDecisions decisions;
    private final List<RouterPool> pools;
    private final OutcomeDetails details;
    private final Ballot[] ballots;
    private final MissingConfidence missing;
    private final TemperatureGrid[] grids;
    private final UTF8String[] votes;
    private final UTF8String[] routers;
    private final UTF8String[][] models;
    private final VoteCount[] counts;
    private final double[][] scores;
    private final int[] members;
    private final double[] weights;
    private final int[] winner = new int[1];
    private final DayColumn days = new DayColumn();
    private final Object[] values = new Object[12];
    private final GenericInternalRow row = new GenericInternalRow(values);
    private RecordBatch batch;
    private int record = -1;
    private int ballot;
    private Action action = Action.REFUSE;
    private int size;
    private int answered;

    Rows(
        Iterator<RecordBatch> batches,
        Routing routing,
        OutcomeDetails details,
        Ballot[] ballots,
        MissingConfidence missing) {
      this.batches = batches;
      this.decisions = new RecordDecisions(routing, details);
      this.pools = routing.routers();
      this.details = details;
      this.ballots = ballots;
      this.missing = missing;
      this.grids =
          Arrays.stream(ballots)
              .map(vote -> TemperatureGrid.of(vote.temperature()))
              .toArray(TemperatureGrid[]::new);
      this.votes = RecordTables.texts(Arrays.stream(ballots).map(Ballot::name).toList());
      this.routers = RecordTables.texts(pools.stream().map(RouterPool::router).toList());
      this.models =
          pools.stream()
              .map(router -> RecordTables.texts(router.pool().models()))
              .toArray(UTF8String[][]::new);
      int[] sizes = pools.stream().mapToInt(router -> router.pool().size()).toArray();
      int largest = Arrays.stream(sizes).max().orElse(0);
      this.counts = Arrays.stream(sizes).mapToObj(VoteCount::new).toArray(VoteCount[]::new);
      this.scores = Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new);
      this.members = new int[largest];
      this.weights = new double[largest];
      this.ballot = ballots.length;
      values[10] = routing.version();
    }

    @Override
    public boolean hasNext() {
      while (ballot == ballots.length && advance()) {
        if (batch.isUsed(record)) {
          decide();
          ballot = 0;
        }
      }
      return ballot < ballots.length;
    }

    private boolean advance() {
      while ((batch == null || record + 1 == batch.size()) && batches.hasNext()) {
        batch = batches.next();
        record = -1;
      }
      boolean has = batch != null && record + 1 < batch.size();
      record += has ? 1 : 0;
      return has;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No more votes");
      }
      count(ballot++);
      return row;
    }

    /** Decides the record and takes its set. */
    private void decide() {
      Decision decision = decisions.decide(batch, record);
      int router = decisions.view().router();
      long[] answers = decisions.view().answers();
      action = decision.action();
      decision.copyNormalizedScores(scores[router]);
      size = 0;
      answered = 0;
      for (int model = 0; model < answers.length; model++) {
        if (decision.selects(model)) {
          members[size++] = model;
          answered += answers[model] == Answers.NONE ? 0 : 1;
        }
      }
      counts[router].query(answers, scores[router]);
      int start = batch.idStart(record);
      values[0] = UTF8String.fromBytes(batch.ids(), start, batch.idEnd(record) - start);
      values[1] = routers[router];
      values[6] = answered;
      values[11] = days.text(batch.day(record));
    }

    private void count(int number) {
      Ballot vote = ballots[number];
      int router = decisions.view().router();
      int without = 0;
      boolean isMajority = vote.column() == Ballot.MAJORITY;
      if (isMajority) {
        winner[0] = counts[router].majority(members, size);
      } else {
        without = weigh(vote);
        counts[router].weighted(members, size, weights, grids[number], winner);
      }
      boolean won = winner[0] != VoteCount.NO_WINNER;
      values[2] = votes[number];
      values[3] = isMajority ? null : vote.temperature();
      values[4] = won ? models[router][winner[0]] : null;
      values[5] = won ? null : unanswered();
      values[7] = won ? counts[router].share(winner[0], vote.temperature()) : null;
      values[8] = won ? counts[router].tied(winner[0], vote.temperature()) : null;
      values[9] = without;
    }

    /** Sets the weights of the members that have an answer; returns how many lack a confidence. */
    private int weigh(Ballot vote) {
      RecordView view = decisions.view();
      if (vote.column() == Ballot.ROUTER_SCORE) {
        double[] ofRouter = scores[view.router()];
        System.arraycopy(ofRouter, 0, weights, 0, ofRouter.length);
        return 0;
      }
      long[] answers = view.answers();
      double[] confidences = view.confidences(vote.column());
      int without = 0;
      for (int i = 0; i < size; i++) {
        int member = members[i];
        if (answers[member] != Answers.NONE) {
          boolean isMissing = Double.isNaN(confidences[member]);
          if (isMissing && missing == MissingConfidence.REFUSE) {
            throw refusal(vote, member);
          }
          weights[member] = missing.weight(confidences[member]);
          without += isMissing ? 1 : 0;
        }
      }
      return without;
    }

    private DataContractException refusal(Ballot vote, int member) {
      return new DataContractException(
          "Table "
              + LakeInputs.OUTCOMES
              + ": no confidence '"
              + details.confidences().get(vote.column())
              + "' for query_id '"
              + batch.id(record)
              + "' and model '"
              + pools.get(decisions.view().router()).pool().model(member)
              + "', whose answer "
              + vote.name()
              + " counts; expected one for every answer in a set, as route.missing-confidence ="
              + " refuse says, or another rule there: zero, no-vote");
    }

    private UTF8String unanswered() {
      return switch (action) {
        case ABSTAIN -> ABSTAINED;
        case REFUSE -> REFUSED;
        case SET, CALL_ALL -> answered == 0 ? NO_ANSWERS : NO_CONFIDENCES;
      };
    }
  }
}
