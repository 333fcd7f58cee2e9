package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.sheet.Text;

/**
 * Something about a router and a segment that a reader should know before they rely on it.
 *
 * @param router name of the router
 * @param segment name of the segment
 * @param kind what it is
 * @param label the worry in two or three words
 * @param numbers the numbers that it was found by
 */
public record Worry(String router, String segment, Kind kind, Text label, Text numbers) {
  /** How bad a worry is. */
  public enum Weight {
    /** What is promised does not hold. */
    ALARM,
    /** It holds, but is less than it seems. */
    CAUTION
  }

  /** What there is to worry about, the worst first. */
  public enum Kind {
    /** Risk is higher on other days or sources. */
    WORSE_ELSEWHERE(
        Weight.ALARM,
        "worse on other data",
        "On other days or sources more is missed than was to be expected: the promise does not carry"
            + " over."),
    /** Risk is lower on other days or sources. */
    DIFFERENT_ELSEWHERE(
        Weight.ALARM,
        "different on other data",
        "On other days or sources less is missed than was to be expected: queries there are of another"
            + " kind, and what holds here says nothing of them."),
    /** Models are right more or less often on other days or sources. */
    CHANGED_ELSEWHERE(
        Weight.ALARM,
        "models change on other data",
        "On other days or sources models are right more or less often, by more than chance: what holds"
            + " here need not hold there."),
    /** Random splits do not come to what they must. */
    CHECK_FAILED(
        Weight.ALARM,
        "check failed",
        "Random splits must come to the expected risk whatever the data: something in the"
            + " implementation or the trials is wrong."),
    /** Among the answerable queries more is missed than was promised of all. */
    HIDDEN_MISSES(
        Weight.CAUTION,
        "null model hides misses",
        "Of the queries that some model answers, more are missed than was promised of all queries:"
            + " where no model is right, the null model counts as a hit."),
    /** Few calibration queries. */
    FEW_QUERIES(
        Weight.CAUTION,
        "few queries",
        "One threshold made from so few calibration queries may well miss the promise, which holds on"
            + " average over calibrations."),
    /** Levels without a threshold for want of queries. */
    INFEASIBLE(
        Weight.CAUTION,
        "infeasible",
        "There are too few calibration queries for a threshold; every candidate is called there."),
    /** Levels without a threshold, however many queries. */
    UNREACHABLE(
        Weight.CAUTION,
        "unreachable",
        "No threshold comes down to this level, however many queries there are; every candidate is"
            + " called there."),
    /** Equal router scores. */
    TIES(
        Weight.CAUTION,
        "ties",
        "The router gives two models the same score: which of them is called first is decided by"
            + " noise."),
    /** Labels that are not known. */
    UNKNOWN_LABELS(
        Weight.CAUTION,
        "unknown labels",
        "It is not known of every model whether it is right: what is seen here may be better or worse"
            + " than it is."),
    /** Sets that hold nearly the whole pool. */
    NEARLY_ALL(
        Weight.CAUTION, "calls nearly all", "The sets hold nearly every model: little is saved."),
    /** Votes that lose to the router alone. */
    LOSES(
        Weight.CAUTION,
        "loses to top-1",
        "The voted answers are right less often than those of the router's first choice alone; an"
            + " abstention counts as wrong.");

    private final Weight weight;
    private final String label;
    private final String explanation;

    Kind(Weight weight, String label, String explanation) {
      this.weight = weight;
      this.label = label;
      this.explanation = explanation;
    }

    /** How bad it is. */
    public Weight weight() {
      return weight;
    }

    /** The worry in two or three words. */
    public String label() {
      return label;
    }

    /** What it means, in a sentence. */
    public String explanation() {
      return explanation;
    }
  }
}
