package dev.racer.core.conformal;

import dev.racer.core.score.Keys;

/**
 * What is promised about the true risk {@code R} of a calibrated threshold. Both hold for a
 * calibration window and a policy that were fixed beforehand or chosen by n alone.
 */
public enum Guarantee {
  /**
   * {@code E[R] <= alpha}, on average over calibration draws and the new query, if all of them are
   * exchangeable. About half of all single calibrations exceed {@code alpha}.
   *
   * @see "Paper, Theorem 4.3"
   */
  EXPECTED("expected"),

  /**
   * {@code P(R <= alpha) >= 1 - delta} over calibration draws, if queries are independent and
   * identically distributed: exact binomial, also known as Clopper-Pearson.
   *
   * @see "Bates et al. 2021, Distribution-free, risk-controlling prediction sets"
   */
  PAC("pac");

  private final String key;

  Guarantee(String key) {
    this.key = key;
  }

  /** Returns the name in configuration and published tables. */
  public String key() {
    return key;
  }

  /**
   * Returns the guarantee with the given key.
   *
   * @throws IllegalArgumentException naming the key and the allowed ones
   */
  public static Guarantee ofKey(String key) {
    return Keys.find("guarantee", values(), Guarantee::key, key);
  }
}
