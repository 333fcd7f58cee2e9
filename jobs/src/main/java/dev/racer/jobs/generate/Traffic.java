package dev.racer.jobs.generate;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the logs of a lake know of its queries: {@link #EVERYTHING}, as a benchmark does, or what
 * production does, where only called models have outcomes, some queries are explored by a coin, and
 * routers are trained anew.
 *
 * @param exploration the coin that sends a query to the whole pool; without one there are no
 *     columns {@code explored} and {@code full_fanout_probability}
 * @param called how many models the first router calls for a query that is not explored, those it
 *     scores highest (the first of the pool where it gives no scores); at least 1; empty for all.
 *     Models that are not called have no row in the table of outcomes
 * @param labels the columns that tell whether an answer is right
 * @param labelledUntil a day (UTC); labels that arrive on it or later are missing, as in a lake
 *     that is read when this day begins; empty for all labels
 * @param routerVersions whether the scores have a column {@code router_version}
 * @param retrainings routers trained anew; their scores are others from that day on; none without
 *     versions
 */
public record Traffic(
    Optional<Exploration> exploration,
    Optional<Integer> called,
    LabelColumns labels,
    Optional<LocalDate> labelledUntil,
    RouterVersions routerVersions,
    List<Retraining> retrainings) {

  /** Every model is called for every query, and every label is there. */
  public static final Traffic EVERYTHING =
      new Traffic(
          Optional.empty(),
          Optional.empty(),
          LabelColumns.CORRECT,
          Optional.empty(),
          RouterVersions.NOT_LOGGED,
          List.of());

  /** The columns that tell whether an answer is right. */
  public enum LabelColumns {
    /** {@code correct} alone; null where the label is missing. */
    CORRECT,
    /**
     * {@code label_state} beside {@code correct}: {@code correct}, {@code wrong}, {@code truncated}
     * (of one wrong answer in 20), and {@code pending} or {@code judge-failed} where the label is
     * missing.
     */
    CORRECT_AND_STATE
  }

  /** Whether the table of scores says which version of a router gave them. */
  public enum RouterVersions {
    /** No such column. */
    NOT_LOGGED,
    /** A column {@code router_version}: 1, and one more with each retraining. */
    LOGGED
  }

  /**
   * The coin. Its probability is the same for all queries of a tenant: {@code least} for the
   * largest, {@code most} for {@code tenant-tiny}, evenly spaced by rank between them.
   *
   * @param least least probability, in (0, {@code most}]
   * @param most greatest probability, in [{@code least}, 1]
   */
  public record Exploration(double least, double most) {
    /** Checks the fields. */
    public Exploration {
      require(least > 0 && least <= 1, "Exploration", "lie in (0, 1]", least);
      require(
          most >= least && most <= 1, "Greatest exploration", "lie in [" + least + ", 1]", most);
    }

    /** Says whether the probability is the same for all tenants. */
    boolean isConstant() {
      return least == most;
    }
  }

  /**
   * A router trained anew.
   *
   * @param router its name
   * @param from first day (UTC) on which the new one scores
   */
  public record Retraining(String router, LocalDate from) {
    /** Checks that both are there. */
    public Retraining {
      Objects.requireNonNull(router, "router");
      Objects.requireNonNull(from, "from");
    }

    /**
     * Reads {@code ROUTER@DATE}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static Retraining parse(String text) {
      int at = text.lastIndexOf('@');
      try {
        if (at > 0) {
          return new Retraining(text.substring(0, at), LocalDate.parse(text.substring(at + 1)));
        }
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(unreadable(text), e);
      }
      throw new IllegalArgumentException(unreadable(text));
    }

    /** Returns the text that {@link #parse} reads. */
    public String text() {
      return router + "@" + from;
    }

    private static String unreadable(String text) {
      return "Retraining '"
          + text
          + "' cannot be read: expected ROUTER@DATE, for example mlp@2026-01-10";
    }
  }

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException naming the field, the value and what was expected
   */
  public Traffic {
    Objects.requireNonNull(exploration, "exploration");
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(labelledUntil, "labelledUntil");
    Objects.requireNonNull(routerVersions, "routerVersions");
    called.ifPresent(
        models -> require(models >= 1, "Number of called models", "be at least 1", models));
    retrainings = List.copyOf(retrainings);
    Set<Retraining> once = new HashSet<>();
    for (Retraining one : retrainings) {
      require(once.add(one), "Retraining", "be given once only", one.text());
    }
    require(
        routerVersions == RouterVersions.LOGGED || retrainings.isEmpty(),
        "Retrainings",
        "come with logged versions",
        retrainings.size());
  }

  /** Returns this traffic with a coin of the same probability for all queries. */
  public Traffic exploring(double probability) {
    return exploring(probability, probability);
  }

  /** Returns this traffic with a coin whose probability varies between tenants. */
  public Traffic exploring(double least, double most) {
    return new Traffic(
        Optional.of(new Exploration(least, most)),
        called,
        labels,
        labelledUntil,
        routerVersions,
        retrainings);
  }

  /** Returns this traffic with so many models called where a query is not explored. */
  public Traffic calling(int models) {
    return new Traffic(
        exploration, Optional.of(models), labels, labelledUntil, routerVersions, retrainings);
  }

  /** Returns this traffic with these columns for labels. */
  public Traffic labels(LabelColumns columns) {
    return new Traffic(exploration, called, columns, labelledUntil, routerVersions, retrainings);
  }

  /** Returns this traffic without the labels that arrive on this day or later. */
  public Traffic labelledUntil(LocalDate day) {
    return new Traffic(exploration, called, labels, Optional.of(day), routerVersions, retrainings);
  }

  /** Returns this traffic with a column {@code router_version}. */
  public Traffic loggingVersions() {
    return new Traffic(
        exploration, called, labels, labelledUntil, RouterVersions.LOGGED, retrainings);
  }

  /** Returns this traffic with a router trained anew, and with logged versions. */
  public Traffic retraining(Retraining retraining) {
    List<Retraining> more = new ArrayList<>(retrainings);
    more.add(retraining);
    return new Traffic(exploration, called, labels, labelledUntil, RouterVersions.LOGGED, more);
  }

  private static void require(boolean holds, String name, String expected, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must " + expected + ", got " + got);
    }
  }
}
