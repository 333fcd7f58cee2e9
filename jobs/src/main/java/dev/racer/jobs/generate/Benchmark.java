package dev.racer.jobs.generate;

import java.io.Serializable;
import java.util.List;

/**
 * One kind of query in the synthetic world: how often it occurs, in which languages, and how well
 * the models do on it.
 *
 * @param name segment value, in the column {@code benchmark}
 * @param weight share of the queries, up to a common factor; positive
 * @param languages segment values of the column of languages, the most frequent first; not empty
 * @param accuracies share of queries answered correctly, per base model, each in (0, 1)
 * @param unanswerableShare share of queries that no model answers correctly, in [0, 1)
 * @param allRightShare share of queries that every model answers correctly, in [0, 1)
 * @param answers what an answer looks like
 */
record Benchmark(
    String name,
    double weight,
    List<String> languages,
    List<Double> accuracies,
    double unanswerableShare,
    double allRightShare,
    AnswerForm answers)
    implements Serializable {

  /** What an answer looks like. */
  enum AnswerForm {
    /** One of the letters A to D. */
    LETTER,
    /** A whole number. */
    NUMBER
  }

  /**
   * Four benchmarks in the proportions and with the difficulty of the paper's, seven base models.
   *
   * <p>Origin of the figures (paper-facts 2 and data/README): the accuracies of {@code knowledge}
   * are MMLU's in RouterDC's table, which agree with the paper's Table 1; elsewhere the best model
   * is that of Table 1 (.766, .499, .567) and the others are invented around it. Unanswerable:
   * .147, .204, .276 are MMLU, CMMLU and ARC-Challenge; .107 is 1 - .893 on GSM8K (.045 when any of
   * ten samples counts). All right: 1486 of 4213 on MMLU (.353); the other three are invented so
   * that it is about a third overall.
   */
  static final List<Benchmark> PAPER_LIKE =
      List.of(
          new Benchmark(
              "math",
              0.15,
              List.of("en", "es"),
              List.of(0.712, 0.581, 0.766, 0.523, 0.640, 0.727, 0.556),
              0.107,
              0.33,
              AnswerForm.NUMBER),
          new Benchmark(
              "knowledge",
              0.40,
              List.of("en", "de", "es"),
              List.of(0.621, 0.599, 0.574, 0.598, 0.605, 0.646, 0.595),
              0.147,
              0.353,
              AnswerForm.LETTER),
          new Benchmark(
              "knowledge-zh",
              0.35,
              List.of("zh"),
              List.of(0.472, 0.451, 0.428, 0.446, 0.499, 0.483, 0.437),
              0.204,
              0.26,
              AnswerForm.LETTER),
          new Benchmark(
              "science",
              0.10,
              List.of("en", "de"),
              List.of(0.545, 0.512, 0.501, 0.508, 0.531, 0.567, 0.520),
              0.276,
              0.31,
              AnswerForm.LETTER));

  Benchmark {
    languages = List.copyOf(languages);
    accuracies = List.copyOf(accuracies);
  }
}
