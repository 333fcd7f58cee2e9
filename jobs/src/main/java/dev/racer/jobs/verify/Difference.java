package dev.racer.jobs.verify;

/**
 * Something in a version that is not as it must be.
 *
 * @param check what was checked, one of {@link Certificate#CHECKS}
 * @param subject what it is about: a file, a row of thresholds, records
 * @param item what of it differs
 * @param expected what it must be
 * @param found what it is
 */
public record Difference(String check, String subject, String item, String expected, String found) {
  /** One line for people. */
  public String line() {
    return check + ": " + subject + ": " + item + ": expected " + expected + ", found " + found;
  }
}
