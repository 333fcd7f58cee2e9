package dev.racer.core.score;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.NullModel;
import dev.racer.core.pool.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The amounts that break ties: {@code width * u(query, model)}.
 *
 * <p>{@code u} is uniform on [0, 1) and depends on nothing but seed, query and model: {@code u =
 * (XXH64(seed; "ties", 0, UTF-8 query id, 0, UTF-8 model id) >>> 11) * 2^-53}, so batch and serving
 * agree and reruns repeat. A caller without a query id passes zeros to {@link QueryScorer} instead,
 * which can only enlarge the model set.
 *
 * <p>Holds a buffer: not safe for use by several threads, and not serializable; make one per task.
 */
public final class TieNoise {
  private static final byte[] PURPOSE = {'t', 'i', 'e', 's', 0};
  private static final double UNIT = 0x1p-53;

  private final Smoothing smoothing;
  private final byte[][] models;
  private final int longestModel;
  private byte[] buffer;

  /** Prepares the noise of one pool; the null model hashes as {@link NullModel#HASH_ID}. */
  public TieNoise(Smoothing smoothing, ModelPool pool) {
    this.smoothing = smoothing;
    this.models = new byte[pool.size() + 1][];
    int longest = 0;
    for (int i = 0; i < pool.size(); i++) {
      models[i] = Utf8.encode(pool.model(i));
      longest = Math.max(longest, models[i].length);
    }
    models[NullModel.index(pool)] = Utf8.encode(NullModel.HASH_ID);
    this.longestModel = longest;
    this.buffer = Arrays.copyOf(PURPOSE, 256);
  }

  private TieNoise(TieNoise other) {
    this.smoothing = other.smoothing;
    this.models = other.models;
    this.longestModel = other.longestModel;
    this.buffer = Arrays.copyOf(PURPOSE, 256);
  }

  /**
   * Returns the same noise with a buffer of its own, for use by another thread; cheaper than a new
   * one, and safe to call while this is in use.
   */
  public TieNoise copy() {
    return new TieNoise(this);
  }

  /**
   * Fills in the amounts of one query.
   *
   * @param queryId any text; unpaired surrogates count as {@code ?}
   * @param noise receives K + 1 amounts in [0, width), pool order, null model last; all zero under
   *     {@link Ties#NONE}
   * @throws IllegalArgumentException if the array's length is not K + 1
   */
  public void fill(String queryId, double[] noise) {
    if (isNone(noise)) {
      return;
    }
    reserve(queryId.length());
    for (int i = 0; i < queryId.length(); i++) {
      char c = queryId.charAt(i);
      if (c >= 0x80) {
        byte[] encoded = queryId.getBytes(StandardCharsets.UTF_8);
        put(encoded, 0, encoded.length, noise);
        return;
      }
      buffer[PURPOSE.length + i] = (byte) c; // ASCII, as ids nearly always are: nothing to allocate
    }
    hash(queryId.length(), noise);
  }

  /**
   * Fills in the amounts of one query whose id is at hand in UTF-8; the same as for its text.
   *
   * @param ids holds the bytes of the id
   * @param from its first byte
   * @param to the byte after its last
   * @param noise as for {@link #fill(String, double[])}
   * @throws IllegalArgumentException if the array's length is not K + 1
   */
  public void fill(byte[] ids, int from, int to, double[] noise) {
    if (isNone(noise)) {
      return;
    }
    for (int i = from; i < to; i++) {
      if (ids[i] < 0) { // not ASCII: what is no valid text must hash as the text made of it
        byte[] text =
            new String(ids, from, to - from, StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
        put(text, 0, text.length, noise);
        return;
      }
    }
    put(ids, from, to - from, noise);
  }

  private void put(byte[] ids, int from, int length, double[] noise) {
    reserve(length);
    System.arraycopy(ids, from, buffer, PURPOSE.length, length);
    hash(length, noise);
  }

  /** Checks the array, and fills it when ties are left as they are. */
  private boolean isNone(double[] noise) {
    if (noise.length != models.length) {
      throw new IllegalArgumentException(
          "Noise must hold K + 1 = " + models.length + " values, got " + noise.length);
    }
    if (smoothing.ties() == Ties.NONE) {
      Arrays.fill(noise, 0);
      return true;
    }
    return false;
  }

  private void reserve(int idLength) {
    int needed = PURPOSE.length + idLength + 1 + longestModel;
    if (buffer.length < needed) {
      buffer = Arrays.copyOf(buffer, 2 * needed);
    }
  }

  /** Hashes the id in the buffer with every model. */
  private void hash(int idLength, double[] noise) {
    int start = PURPOSE.length + idLength + 1;
    buffer[start - 1] = 0;
    for (int i = 0; i < models.length; i++) {
      byte[] model = models[i];
      System.arraycopy(model, 0, buffer, start, model.length);
      long hash = XxHash64.hash(buffer, 0, start + model.length, smoothing.seed());
      noise[i] = smoothing.width() * ((hash >>> 11) * UNIT);
    }
  }
}
