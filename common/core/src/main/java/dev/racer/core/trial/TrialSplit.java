package dev.racer.core.trial;

import dev.racer.core.score.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Random draws for splits: 64 bits that depend on nothing but seed, trial and query id, so that any
 * job can recompute a split and none redraws it.
 *
 * <p>The draw of a query in a trial is {@code mix(h + (trial + 1) * 0x9E3779B97F4A7C15)} with
 * {@code h = XXH64(seed; "split", 0, UTF-8 query id)} and the finalizer of SplitMix64 as {@code
 * mix}, read as an unsigned integer.
 *
 * <p>Holds a buffer: not safe for use by several threads, and not serializable; make one per task.
 *
 * @see "Steele, Lea, Flood 2014, Fast splittable pseudorandom number generators"
 */
public final class TrialSplit {
  private static final byte[] PURPOSE = {'s', 'p', 'l', 'i', 't', 0};
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private byte[] buffer = Arrays.copyOf(PURPOSE, 256);

  /**
   * @param seed any long
   */
  public TrialSplit(long seed) {
    this.seed = seed;
  }

  /**
   * Hashes a query id, for all trials.
   *
   * @param queryId any text; unpaired surrogates count as {@code ?}
   */
  public long hash(String queryId) {
    byte[] id = queryId.getBytes(StandardCharsets.UTF_8);
    return hashText(id, 0, id.length);
  }

  /**
   * Hashes a query id that is at hand in UTF-8; the same as for its text.
   *
   * @param ids holds the bytes of the id
   * @param from its first byte
   * @param to the byte after its last
   */
  public long hash(byte[] ids, int from, int to) {
    for (int i = from; i < to; i++) {
      if (ids[i] < 0) { // not ASCII: what is no valid text must hash as the text made of it
        return hash(new String(ids, from, to - from, StandardCharsets.UTF_8));
      }
    }
    return hashText(ids, from, to - from);
  }

  private long hashText(byte[] ids, int from, int length) {
    int end = PURPOSE.length + length;
    if (buffer.length < end) {
      buffer = Arrays.copyOf(buffer, 2 * end);
    }
    System.arraycopy(ids, from, buffer, PURPOSE.length, length);
    return XxHash64.hash(buffer, 0, end, seed);
  }

  /**
   * The draw of a query in a trial, uniform and independent between trials.
   *
   * @param hash of the query's id
   * @param trial from 0
   * @return 64 random bits, an unsigned integer
   */
  public static long draw(long hash, int trial) {
    return mix(hash + offset(trial));
  }

  /** What a trial adds to the hash. */
  static long offset(int trial) {
    return (trial + 1L) * GOLDEN_GAMMA;
  }

  /** Mixes a hash with what a trial adds to it. */
  static long mix(long sum) {
    long z = sum;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
