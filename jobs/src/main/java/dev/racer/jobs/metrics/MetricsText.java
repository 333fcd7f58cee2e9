package dev.racer.jobs.metrics;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes metrics in the text format of Prometheus (version 0.0.4): families of samples, each with
 * its help and type once. All are gauges: a batch run tells how things are when it ends. A family
 * without samples is left out.
 */
public final class MetricsText {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final Map<String, String> common;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> families = new HashSet<>();

  /**
   * A text without samples.
   *
   * @param common labels that every sample has
   */
  public MetricsText(Map<String, String> common) {
    common.keySet().forEach(MetricsText::requireName);
    this.common = new TreeMap<>(common);
  }

  /** The samples of one family. */
  public static final class Samples {
    private final Map<String, String> common;
    private final List<String> lines = new ArrayList<>();
    private final Set<String> labelSets = new HashSet<>();

    private Samples(Map<String, String> common) {
      this.common = common;
    }

    /**
     * Adds a sample.
     *
     * @param labels labels beside the common ones; any value
     * @param value any number, NaN and infinities included
     * @throws IllegalArgumentException if a label is also a common one, or the family has a sample
     *     with these labels
     */
    public Samples add(Map<String, String> labels, double value) {
      return addText(labels, number(value));
    }

    /** Adds a sample with an integer, which is written to the last digit. */
    public Samples add(Map<String, String> labels, long value) {
      return addText(labels, Long.toString(value));
    }

    private Samples addText(Map<String, String> labels, String value) {
      SortedMap<String, String> all = new TreeMap<>(common);
      labels.forEach(
          (name, text) -> {
            requireName(name);
            if (all.put(name, text) != null) {
              throw new IllegalArgumentException("Label must be given once, got " + name);
            }
          });
      StringBuilder line = new StringBuilder();
      all.forEach(
          (name, text) ->
              line.append(line.isEmpty() ? '{' : ',')
                  .append(name)
                  .append("=\"")
                  .append(escaped(text).replace("\"", "\\\""))
                  .append('"'));
      line.append(line.isEmpty() ? "" : "}");
      if (!labelSets.add(line.toString())) {
        throw new IllegalArgumentException("Sample must be given once, got " + line);
      }
      lines.add(line + " " + value);
      return this;
    }
  }

  /** Begins the samples of a family, for {@link #gauge}. */
  public Samples samples() {
    return new Samples(common);
  }

  /**
   * Adds a family.
   *
   * @param name lower-case letters, digits and underscores; the unit last
   * @param help one sentence
   * @throws IllegalArgumentException if the name is not one or was added before
   */
  public MetricsText gauge(String name, String help, Samples samples) {
    requireName(name);
    if (!families.add(name)) {
      throw new IllegalArgumentException("Metric must be given once, got " + name);
    }
    if (!samples.lines.isEmpty()) {
      text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
      text.append("# TYPE ").append(name).append(" gauge\n");
      samples.lines.forEach(line -> text.append(name).append(line).append('\n'));
    }
    return this;
  }

  /** Adds a family of one sample without labels of its own. */
  public MetricsText gauge(String name, String help, double value) {
    return gauge(name, help, samples().add(Map.of(), value));
  }

  /** Adds a family of one sample, an integer without labels of its own. */
  public MetricsText gauge(String name, String help, long value) {
    return gauge(name, help, samples().add(Map.of(), value));
  }

  /** The text as the bytes of a file. */
  public byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean isReadable = Math.abs(value) >= 1e-3 && Math.abs(value) < 1e15;
    return isReadable ? BigDecimal.valueOf(value).toPlainString() : Double.toString(value);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Name must consist of lower-case letters, digits and '_', got '" + name + "'");
    }
  }
}
