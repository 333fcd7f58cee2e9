package dev.racer.core.pool;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The candidate models of a router: K distinct ids in code-point order.
 *
 * <p>The order is part of the mathematics (sums run in pool order, arrays are indexed by it), so it
 * is fixed here and nowhere else. The null model is not stored: its index is {@link
 * NullModel#index}. Immutable; two pools are equal when they hold the same models.
 */
public final class ModelPool implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int ID_DIGITS = 16;

  private final String[] models;
  private final String id;

  private ModelPool(String[] models) {
    this.models = models;
    this.id = digest(models);
  }

  /**
   * Makes the pool of the given models, in whatever order they come.
   *
   * @param models at least one id; ids are distinct, not blank, well-formed Unicode and without
   *     U+0000 (which separates ids in hashes)
   * @throws IllegalArgumentException if there is no id, or naming the id that is not allowed
   */
  public static ModelPool of(Collection<String> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("Model pool must hold at least one model, got none");
    }
    String[] sorted = models.toArray(String[]::new);
    for (String model : sorted) {
      check(model);
    }
    Arrays.sort(sorted, CodePointOrder.INSTANCE);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i].equals(sorted[i - 1])) {
        throw new IllegalArgumentException(
            "Model pool must hold distinct models, got '" + sorted[i] + "' more than once");
      }
    }
    return new ModelPool(sorted);
  }

  private static void check(String model) {
    if (model == null || model.isBlank()) {
      throw new IllegalArgumentException(
          "Model id must not be null or blank, got "
              + (model == null ? "null" : "'" + model + "'"));
    }
    if (model.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "Model id must not hold the character U+0000, got '" + model + "'");
    }
    Utf8.encode(model); // refuses unpaired surrogates
  }

  private static String digest(String[] models) {
    Sha256 sha256 = new Sha256();
    for (String model : models) {
      sha256.add(Utf8.encode(model)).add((byte) 0);
    }
    return sha256.hex().substring(0, ID_DIGITS);
  }

  /** Returns K, the number of candidate models; at least 1. */
  public int size() {
    return models.length;
  }

  /**
   * Returns the id of one model.
   *
   * @param index pool position, from 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such position; the null model has no id here
   */
  public String model(int index) {
    return models[index];
  }

  /** Returns the pool position of a model, or -1 when the pool does not hold it. */
  public int indexOf(String model) {
    return Math.max(Arrays.binarySearch(models, model, CodePointOrder.INSTANCE), -1);
  }

  /** Returns the ids in code-point order; unmodifiable. */
  public List<String> models() {
    return Collections.unmodifiableList(Arrays.asList(models));
  }

  /**
   * Returns what identifies the pool in published tables: the first 16 lower-case hexadecimal
   * digits of SHA-256 over the UTF-8 ids in order, each followed by a zero byte.
   */
  public String id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelPool pool && Arrays.equals(models, pool.models);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(models);
  }

  @Override
  public String toString() {
    return "ModelPool" + Arrays.toString(models);
  }
}
