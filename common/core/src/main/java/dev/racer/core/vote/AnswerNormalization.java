package dev.racer.core.vote;

import java.io.Serializable;

/**
 * Brings answers that mean the same into the same text.
 *
 * <p>Own implementations are found by {@link java.util.ServiceLoader}: a public class with a public
 * constructor without parameters, named in {@code
 * META-INF/services/dev.racer.core.vote.AnswerNormalization}, in a jar that driver and executors
 * have. They are stateless, safe for use by several threads, and give the same text on every
 * platform.
 */
public interface AnswerNormalization extends Serializable {
  /** Returns the name in configuration and published tables: {@code kebab-case}, not blank. */
  String key();

  /**
   * Normalizes an answer.
   *
   * @param answer as recorded
   * @return the text under which it is counted; empty if it is no answer
   */
  String normalize(String answer);
}
