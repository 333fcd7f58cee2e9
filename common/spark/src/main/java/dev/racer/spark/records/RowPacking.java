package dev.racer.spark.records;

import dev.racer.core.score.XxHash64;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * Packs the rows of one input table into blocks of bytes, one after the other for every reducer,
 * which is chosen by a hash of the query's key. Rows of one query that stand together share its
 * key. Rows without a complete key are passed over: they are for the quarantine.
 *
 * <p>A block: the {@link Table}; then, again and again, length of the key, key, number of rows, and
 * the rows as their {@link Coder} writes them. A task holds at most about {@value #MOST_BUFFERED}
 * bytes before it hands them on.
 */
final class RowPacking implements Iterator<Tuple2<Integer, byte[]>> {
  private static final int MOST_BUFFERED = 1 << 25;
  private static final int MOST_AT_FIRST = 1 << 12;
  private static final int LEAST_AT_FIRST = 1 << 6;

  /** The tables, by the byte that a block begins with. */
  static final List<Table> TABLES = List.of(Table.values());

  /** Where rows come from. */
  enum Table {
    QUERIES,
    SCORES,
    OUTCOMES
  }

  /** What is kept of a row, beside its key. One instance per task. */
  interface Coder {
    /** Looks at a row; returns whether anything of it is kept. */
    boolean accepts(RowCursor row);

    /** Writes what is kept of the row looked at last. */
    void write(ByteBlock block);
  }

  private final RowCursor rows;
  private final Coder coder;
  private final Table table;
  private final QueryKey key;
  private final ByteBlock[] blocks;
  private final int firstCapacity;
  private final ArrayDeque<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();

  private byte[] lastKey = {};
  private int lastLength = -1;
  private int lastReducer;
  private int countAt;
  private int count;
  private int buffered;
  private boolean isDone;

  RowPacking(RowCursor rows, boolean keyedByDate, Table table, Coder coder, int reducers) {
    this.rows = rows;
    this.coder = coder;
    this.table = table;
    this.key = new QueryKey(keyedByDate);
    this.blocks = new ByteBlock[reducers];
    this.firstCapacity =
        Math.max(LEAST_AT_FIRST, Math.min(MOST_AT_FIRST, MOST_BUFFERED / (4 * reducers)));
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !isDone) {
      isDone = !rows.advance();
      if (!isDone && coder.accepts(rows) && key.read(rows)) {
        add();
      }
      if (isDone || buffered >= MOST_BUFFERED) {
        flush();
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("No more blocks");
    }
    return ready.remove();
  }

  private void add() {
    if (key.equalTo(lastKey, lastLength)) {
      ByteBlock block = blocks[lastReducer];
      int before = block.size();
      coder.write(block);
      block.setInt(countAt, ++count);
      buffered += block.size() - before;
      return;
    }
    lastReducer = key.reducer(blocks.length);
    ByteBlock block = blocks[lastReducer];
    if (block == null) {
      block = new ByteBlock(firstCapacity);
      block.putByte(TABLES.indexOf(table));
      blocks[lastReducer] = block;
    }
    int before = block.size();
    lastLength = key.length();
    if (lastKey.length < lastLength) {
      lastKey = new byte[2 * lastLength];
    }
    System.arraycopy(key.bytes(), 0, lastKey, 0, lastLength);
    block.putInt(lastLength);
    block.put(lastKey, 0, lastLength);
    countAt = block.size();
    count = 1;
    block.putInt(count);
    coder.write(block);
    buffered += block.size() - before;
  }

  private void flush() {
    for (int reducer = 0; reducer < blocks.length; reducer++) {
      if (blocks[reducer] != null) {
        ready.add(new Tuple2<>(reducer, blocks[reducer].toArray()));
        blocks[reducer] = null;
      }
    }
    lastLength = -1;
    buffered = 0;
  }

  /**
   * The key of a query as bytes: the number of its day, where the key holds one, then the bytes of
   * its id.
   */
  private static final class QueryKey {
    private final int idAt;
    private final DayText days = new DayText();
    private byte[] bytes = new byte[64];
    private int length;

    QueryKey(boolean keyedByDate) {
      this.idAt = keyedByDate ? Integer.BYTES : 0;
    }

    /** Reads the key of a row, whose first columns are id and date; returns whether it has one. */
    boolean read(RowCursor row) {
      if (row.isNull(RecordReduction.QUERY_ID)) {
        return false;
      }
      byte[] id = row.text(RecordReduction.QUERY_ID);
      length = idAt + id.length;
      if (bytes.length < length) {
        bytes = new byte[2 * length];
      }
      if (idAt > 0) {
        if (row.isNull(RecordReduction.DAY) || !days.isDay(row.text(RecordReduction.DAY))) {
          return false;
        }
        QueryTable.putDay(bytes, days.number());
      }
      System.arraycopy(id, 0, bytes, idAt, id.length);
      return true;
    }

    boolean equalTo(byte[] other, int otherLength) {
      return length == otherLength && Arrays.equals(bytes, 0, length, other, 0, length);
    }

    int reducer(int reducers) {
      long hash = XxHash64.hash(bytes, 0, length, QueryTable.SEED);
      return (int)
          Long.remainderUnsigned(hash >>> Integer.SIZE, reducers); // the table uses the low bits
    }

    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }
  }
}
