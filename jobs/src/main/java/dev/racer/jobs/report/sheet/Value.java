package dev.racer.jobs.report.sheet;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What stands in a cell. */
public sealed interface Value {
  /** A text. */
  record Word(String text) implements Value {}

  /** A whole number. */
  record Whole(long number) implements Value {}

  /** A number; finite. */
  record Real(double number) implements Value {
    /** Checks that it is finite. */
    public Real {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("Number in a table must be finite, got " + number);
      }
    }
  }

  /** Nothing. */
  record None() implements Value {}

  /** Nothing. */
  static Value none() {
    return new None();
  }

  /** A text. */
  static Value of(String text) {
    return new Word(text);
  }

  /** A whole number. */
  static Value of(long number) {
    return new Whole(number);
  }

  /** A number. */
  static Value of(double number) {
    return new Real(number);
  }

  /** A text, or nothing. */
  static Value of(Optional<String> text) {
    return text.map(Value::of).orElseGet(Value::none);
  }

  /** A whole number, or nothing. */
  static Value of(OptionalLong number) {
    return number.isPresent() ? of(number.getAsLong()) : none();
  }

  /** A number, or nothing. */
  static Value of(OptionalDouble number) {
    return number.isPresent() ? of(number.getAsDouble()) : none();
  }

  /** The value with all its digits, as a CSV file has it; empty for nothing. */
  default String exact() {
    if (this instanceof Word word) {
      return word.text();
    }
    if (this instanceof Whole whole) {
      return String.valueOf(whole.number());
    }
    return this instanceof Real real ? String.valueOf(real.number()) : "";
  }
}
