package dev.racer.spark.records;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The way from frames to the rows and column batches that Spark itself works on, and back. These
 * are internals of Spark, the same in 4.0 and 4.1, and they are used in this place alone: objects
 * made of every row, even strings of Spark's own, cost more than all that is done with them.
 */
final class InternalRows {
  private InternalRows() {}

  /** What is done with the rows of a partition. */
  interface PartitionFunction<T> extends Function<RowCursor, Iterator<T>>, Serializable {}

  /**
   * Goes through the rows of a frame. Where the frame is nothing but columns of files that Spark
   * reads in batches, it goes through the batches; the answer is the same.
   */
  static <T> JavaRDD<T> scan(Dataset<Row> frame, PartitionFunction<T> function) {
    SparkPlan plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) frame).queryExecution().executedPlan();
    Optional<Batches> batches = Batches.of(plan);
    if (batches.isPresent()) {
      int[] columns = batches.get().columns();
      return batches
          .get()
          .source()
          .executeColumnar()
          .toJavaRDD()
          .mapPartitions(partition -> function.apply(new BatchCursor(partition, columns)));
    }
    int width = frame.columns().length;
    return rows(frame)
        .mapPartitions(partition -> function.apply(new InternalRowCursor(partition, width)));
  }

  /** The rows of a frame. A row and what it holds are valid until the next one is asked for. */
  static JavaRDD<InternalRow> rows(Dataset<Row> frame) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) frame).queryExecution().toRdd().toJavaRDD();
  }

  /** A frame of rows that fit the schema. */
  static Dataset<Row> frame(SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }

  /**
   * A plan that chooses columns of batches and does nothing else.
   *
   * @param source gives the batches
   * @param columns for every column of the plan, its position in a batch, or {@link #NULLS}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Batches(SparkPlan source, int[] columns) {
    /** A column of nulls, which is not in the batches. */
    static final int NULLS = -1;

    private static final int COMPUTED = -2;

    static Optional<Batches> of(SparkPlan root) {
      SparkPlan plan = root instanceof WholeStageCodegenExec stage ? stage.child() : root;
      List<? extends NamedExpression> chosen = CollectionConverters.asJava(plan.output());
      if (plan instanceof ProjectExec project) {
        chosen = CollectionConverters.asJava(project.projectList());
        plan = project.child();
      }
      if (!(plan instanceof ColumnarToRowExec toRows)) {
        return Optional.empty();
      }
      SparkPlan source =
          toRows.child() instanceof InputAdapter adapter ? adapter.child() : toRows.child();
      if (!(source instanceof FileSourceScanExec scan)
          || !(scan.relation().fileFormat() instanceof ParquetFileFormat)) {
        return Optional.empty(); // other sources have vectors of their own
      }
      List<Attribute> offered = CollectionConverters.asJava(source.output());
      int[] columns = chosen.stream().mapToInt(column -> position(column, offered)).toArray();
      return Arrays.stream(columns).allMatch(column -> column != COMPUTED)
          ? Optional.of(new Batches(source, columns))
          : Optional.empty();
    }

    private static int position(NamedExpression chosen, List<Attribute> offered) {
      Expression column = chosen instanceof Alias alias ? alias.child() : (Expression) chosen;
      if (column instanceof Literal literal && literal.value() == null) {
        return NULLS;
      }
      for (int i = 0; i < offered.size(); i++) {
        if (column instanceof Attribute attribute
            && attribute.exprId().equals(offered.get(i).exprId())) {
          return i;
        }
      }
      return COMPUTED;
    }
  }

  /** Goes through batches of columns. */
  private static final class BatchCursor implements RowCursor {
    private static final int UNSEEN = -2; // neither a number nor NONE

    private final Iterator<ColumnarBatch> batches;
    private final int[] columns;
    private final ColumnVector[] vectors;
    private final byte[][] constants;
    private final int[][] numbers;
    private int rows;
    private int row = -1;

    BatchCursor(Iterator<ColumnarBatch> batches, int[] columns) {
      this.batches = batches;
      this.columns = columns;
      this.vectors = new ColumnVector[columns.length];
      this.constants = new byte[columns.length][];
      this.numbers = new int[columns.length][];
    }

    @Override
    public boolean advance() {
      row++;
      while (row == rows) {
        if (!batches.hasNext()) {
          row--; // asked again, the answer is the same
          return false;
        }
        take(batches.next());
      }
      return true;
    }

    private void take(ColumnarBatch batch) {
      rows = batch.numRows();
      row = 0;
      for (int c = 0; c < columns.length; c++) {
        if (columns[c] == Batches.NULLS) {
          continue;
        }
        ColumnVector vector = batch.column(columns[c]);
        if (vector != vectors[c]) { // Spark fills the same vectors again, as a rule
          vectors[c] = vector;
          constants[c] = null;
        }
        if (vector instanceof ConstantColumnVector && rows > 0 && !vector.isNullAt(0)) {
          constants[c] = same(constants[c], text(vector));
        }
        if (numbers[c] != null) {
          Arrays.fill(numbers[c], UNSEEN); // another batch may have another dictionary
        }
      }
    }

    /** Bytes of a constant, whatever its type: only texts are asked for. */
    private static byte[] text(ColumnVector constant) {
      return constant.dataType() instanceof StringType
          ? constant.getUTF8String(0).getBytes()
          : new byte[0];
    }

    private static byte[] same(byte[] before, byte[] now) {
      return before != null && Arrays.equals(before, now) ? before : now;
    }

    @Override
    public boolean isNull(int column) {
      return columns[column] == Batches.NULLS || vectors[column].isNullAt(row);
    }

    @Override
    public boolean getBoolean(int column) {
      return vectors[column].getBoolean(row);
    }

    @Override
    public int getInt(int column) {
      return vectors[column].getInt(row);
    }

    @Override
    public double getDouble(int column) {
      return vectors[column].getDouble(row);
    }

    @Override
    public byte[] text(int column) {
      return constants[column] != null ? constants[column] : vectors[column].getBinary(row);
    }

    @Override
    public int number(int column, NameIndex names) {
      if (vectors[column] instanceof WritableColumnVector vector && vector.hasDictionary()) {
        int word = vector.getDictionaryIds().getDictId(row);
        int[] known = numbers[column];
        if (known == null || known.length <= word) {
          int before = known == null ? 0 : known.length;
          known = known == null ? new int[word + 1] : Arrays.copyOf(known, 2 * word + 1);
          Arrays.fill(known, before, known.length, UNSEEN);
          numbers[column] = known;
        }
        if (known[word] == UNSEEN) {
          known[word] = names.number(vector.getBinary(row));
        }
        return known[word];
      }
      return names.number(text(column));
    }
  }

  /** Goes through rows. */
  private static final class InternalRowCursor implements RowCursor {
    private final Iterator<InternalRow> rows;
    private final byte[][] last;
    private InternalRow row = InternalRow.empty();

    InternalRowCursor(Iterator<InternalRow> rows, int width) {
      this.rows = rows;
      this.last = new byte[width][];
    }

    @Override
    public boolean advance() {
      if (!rows.hasNext()) {
        return false;
      }
      row = rows.next();
      return true;
    }

    @Override
    public boolean isNull(int column) {
      return row.isNullAt(column);
    }

    @Override
    public boolean getBoolean(int column) {
      return row.getBoolean(column);
    }

    @Override
    public int getInt(int column) {
      return row.getInt(column);
    }

    @Override
    public double getDouble(int column) {
      return row.getDouble(column);
    }

    @Override
    public byte[] text(int column) {
      byte[] text =
          row instanceof UnsafeRow
              ? row.getBinary(column) // without a string in between
              : row.getUTF8String(column).getBytes();
      if (last[column] == null || !Arrays.equals(last[column], text)) {
        last[column] = text;
      }
      return last[column];
    }

    @Override
    public int number(int column, NameIndex names) {
      return names.number(text(column));
    }
  }
}
