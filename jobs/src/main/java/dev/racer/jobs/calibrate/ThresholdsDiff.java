package dev.racer.jobs.calibrate;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What would change if one set of thresholds replaced another. Rows are the same when router,
 * segment, score, risk target, guarantee and risk level (as a number) are.
 *
 * @param added rows that are only in the new set
 * @param removed rows that are only in the old set
 * @param changed rows that differ in anything else
 * @param unchanged number of rows that are equal
 * @param settings what differs beside the rows, one line each
 */
public record ThresholdsDiff(
    List<PublishedThreshold> added,
    List<PublishedThreshold> removed,
    List<Change> changed,
    long unchanged,
    List<String> settings) {

  /** Takes copies. */
  public ThresholdsDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    settings = List.copyOf(settings);
  }

  /**
   * One row before and after.
   *
   * @param before the old row
   * @param after the new row
   */
  public record Change(PublishedThreshold before, PublishedThreshold after) {}

  /**
   * Compares two sets of thresholds.
   *
   * @param before in force; empty if nothing is
   * @param after computed
   */
  public static ThresholdsDiff of(Optional<PublishedThresholds> before, PublishedThresholds after) {
    TreeMap<PublishedThreshold, PublishedThreshold> old = new TreeMap<>(PublishedThreshold.ORDER);
    before.ifPresent(document -> document.thresholds().forEach(row -> old.put(row, row)));
    List<PublishedThreshold> added = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    long unchanged = 0;
    for (PublishedThreshold row : after.thresholds()) {
      PublishedThreshold was = old.remove(row);
      if (was == null) {
        added.add(row);
      } else if (was.equals(row)) {
        unchanged++;
      } else {
        changed.add(new Change(was, row));
      }
    }
    List<String> settings = new ArrayList<>();
    before.ifPresent(document -> addSettings(document, after, settings));
    return new ThresholdsDiff(
        added, List.copyOf(old.values()), changed, unchanged, List.copyOf(settings));
  }

  /** Whether both sets say the same. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && settings.isEmpty();
  }

  /**
   * The difference for people: a line of counts, then a line for each row, with {@code +} for
   * added, {@code -} for removed and {@code ~} for changed ones.
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d rows added, %,d removed, %,d changed, %,d unchanged",
            added.size(),
            removed.size(),
            changed.size(),
            unchanged));
    settings.forEach(line -> lines.add("~ " + line));
    added.forEach(row -> lines.add("+ " + key(row) + ": " + values(row)));
    removed.forEach(row -> lines.add("- " + key(row) + ": " + values(row)));
    for (Change change : changed) {
      PublishedThreshold was = change.before();
      PublishedThreshold is = change.after();
      lines.add(
          "~ "
              + key(is)
              + ": threshold "
              + arrow(text(was.threshold()), text(is.threshold()))
              + ", n "
              + arrow(String.valueOf(was.n()), String.valueOf(is.n()))
              + ", "
              + arrow(was.status(), is.status())
              + (was.thresholdSegment().equals(is.thresholdSegment())
                  ? ""
                  : ", rows of " + arrow(was.thresholdSegment(), is.thresholdSegment()))
              + (was.inForce() == is.inForce()
                  ? ""
                  : ", " + arrow(force(was.inForce()), force(is.inForce()))));
    }
    return List.copyOf(lines);
  }

  private static void addSettings(
      PublishedThresholds before, PublishedThresholds after, List<String> lines) {
    add(lines, "policy", before.policy(), after.policy());
    add(lines, "smoothing", before.smoothing(), after.smoothing());
    add(lines, "unknown labels", before.unknownLabels(), after.unknownLabels());
    add(lines, "infeasible action", before.infeasibleAction(), after.infeasibleAction());
    add(lines, "fallback", before.fallback(), after.fallback());
    add(lines, "min n", before.minN(), after.minN());
    add(lines, "segment columns", before.segmentColumns(), after.segmentColumns());
    add(lines, "pools of routers", before.routers(), after.routers());
  }

  private static void add(List<String> lines, String name, Object before, Object after) {
    if (!before.equals(after)) {
      lines.add(name + ": " + arrow(before.toString(), after.toString()));
    }
  }

  private static String key(PublishedThreshold row) {
    return String.join(
        " ",
        row.router(),
        row.segment(),
        row.normalization() + "/" + row.nullScore() + "/" + row.nonconformity(),
        row.riskTarget(),
        row.guarantee(),
        row.riskLevel());
  }

  private static String values(PublishedThreshold row) {
    return "threshold "
        + text(row.threshold())
        + ", n "
        + row.n()
        + ", "
        + row.status()
        + (row.inForce() ? ", in force" : "");
  }

  private static String force(boolean inForce) {
    return inForce ? "in force" : "not in force";
  }

  private static String arrow(String before, String after) {
    return before.equals(after) ? after : before + " -> " + after;
  }

  private static String text(OptionalDouble threshold) {
    return threshold.isPresent() ? String.valueOf(threshold.getAsDouble()) : "none";
  }
}
