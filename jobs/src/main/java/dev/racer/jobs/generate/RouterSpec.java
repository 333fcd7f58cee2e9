package dev.racer.jobs.generate;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One synthetic router.
 *
 * @param name what the column {@code router} says; not blank
 * @param form what its scores look like
 * @param resolution number of neighbours ({@link Form#NEIGHBOURS}) or of distinct values ({@link
 *     Form#LEVELS}); 0 otherwise
 * @param skill distance, in standard deviations, between what the router sees of a model that will
 *     be right and of one that will be wrong; of difficulty it sees three times as much; 0 knows
 *     nothing about the single query; in [0, 5]
 */
public record RouterSpec(String name, Form form, int resolution, double skill)
    implements Serializable {

  /** What the scores of a router look like; higher is better in each. */
  public enum Form {
    /**
     * Share of right answers among {@code resolution} neighbours: multiples of 1/resolution, many
     * ties.
     */
    NEIGHBOURS("knn", true),
    /** A probability of being right, in (0, 1), calibrated. */
    SIGMOID("sigmoid", false),
    /** The log-odds of being right, any real number. */
    LOGIT("logit", false),
    /**
     * The probability of being right, cut to {@code resolution} equally spaced values in [0, 1].
     */
    LEVELS("levels", true);

    private final String key;
    private final boolean hasResolution;

    Form(String key, boolean hasResolution) {
      this.key = key;
      this.hasResolution = hasResolution;
    }

    /** Returns the name on the command line, without the resolution. */
    public String key() {
      return key;
    }
  }

  /**
   * Skill of a router that states none: its first choice is a little better than the best model.
   */
  static final double DEFAULT_SKILL = 0.4;

  private static final double MAX_SKILL = 5;
  private static final int MAX_RESOLUTION = 1_000_000;
  private static final Pattern TEXT =
      Pattern.compile(
          "(?<name>[^:\\s]+):(?<form>[a-z]+?)(?<resolution>[0-9]*)(:(?<skill>[0-9.]+))?");
  private static final String EXPECTED =
      "expected name:kind or name:kind:skill, where kind is knn<neighbours>, sigmoid, logit or"
          + " levels<count>, for example knn:knn40 or coarse:levels5:0.5";

  /** Checks the fields; throws {@link IllegalArgumentException} naming the router and the value. */
  public RouterSpec {
    Objects.requireNonNull(form, "form");
    if (name.isBlank()) {
      throw new IllegalArgumentException("Router name must not be blank");
    }
    int least = form == Form.LEVELS ? 2 : 1;
    if (form.hasResolution && (resolution < least || resolution > MAX_RESOLUTION)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Router %s: the number after '%s' must lie in [%d, %d], got %d",
              name,
              form.key,
              least,
              MAX_RESOLUTION,
              resolution));
    }
    if (!(skill >= 0 && skill <= MAX_SKILL)) {
      throw new IllegalArgumentException(
          "Router " + name + ": skill must lie in [0, 5], got " + skill);
    }
  }

  /**
   * Reads {@code name:kind} or {@code name:kind:skill}, for example {@code knn:knn40}, {@code
   * mlp:logit:0.8}, {@code coarse:levels5}.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static RouterSpec parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Router '" + text + "' cannot be read: " + EXPECTED);
    }
    Form form = formOf(matcher.group("form"), text);
    String resolution = matcher.group("resolution");
    if (form.hasResolution == resolution.isEmpty()) {
      throw new IllegalArgumentException("Router '" + text + "' cannot be read: " + EXPECTED);
    }
    String skill = matcher.group("skill");
    try {
      return new RouterSpec(
          matcher.group("name"),
          form,
          resolution.isEmpty() ? 0 : Integer.parseInt(resolution),
          skill != null ? Double.parseDouble(skill) : DEFAULT_SKILL);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Router '" + text + "' cannot be read: " + EXPECTED, e);
    }
  }

  /**
   * Returns router number {@code i} of the default line-up: {@code knn} (40 neighbours) and {@code
   * mlp} (sigmoid), then {@code router-3}, {@code router-4} and so on, which take turns in form and
   * differ in skill.
   */
  public static RouterSpec ofLineUp(int i) {
    if (i == 0) {
      return new RouterSpec("knn", Form.NEIGHBOURS, 40, DEFAULT_SKILL);
    }
    if (i == 1) {
      return new RouterSpec("mlp", Form.SIGMOID, 0, DEFAULT_SKILL);
    }
    double skill = (1 + i % 5) * 0.2;
    String name = "router-" + (i + 1);
    return i % 2 == 0
        ? new RouterSpec(name, Form.LOGIT, 0, skill)
        : new RouterSpec(name, Form.NEIGHBOURS, 10 * (1 + i % 4), skill);
  }

  /** Returns the text that {@link #parse} reads. */
  public String text() {
    return name + ":" + form.key + (form.hasResolution ? resolution : "") + ":" + skill;
  }

  private static Form formOf(String key, String text) {
    for (Form form : Form.values()) {
      if (form.key.equals(key)) {
        return form;
      }
    }
    throw new IllegalArgumentException("Router '" + text + "' cannot be read: " + EXPECTED);
  }
}
