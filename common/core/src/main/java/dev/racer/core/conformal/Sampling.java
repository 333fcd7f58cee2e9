package dev.racer.core.conformal;

/** How the rows that a threshold comes from were made a fair sample. */
public enum Sampling {
  /** Every row counts the same: all came to calibrate with one probability. */
  PLAIN("plain"),

  /** Rows came with different probabilities, and a hash kept a fair part of them. */
  THINNED("thinned"),

  /** Rows came with different probabilities, and count with the inverse as weight. */
  WEIGHTED("weighted");

  private final String key;

  Sampling(String key) {
    this.key = key;
  }

  /** Returns the name in published tables. */
  public String key() {
    return key;
  }
}
