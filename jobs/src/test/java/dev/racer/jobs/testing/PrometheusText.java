package dev.racer.jobs.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the text format of Prometheus, version 0.0.4, and refuses whatever a scraper could refuse
 * or misread: families in pieces, samples without help and type, twice the same labels, bad names,
 * bad escapes, bad numbers, a last line without a line feed.
 */
public final class PrometheusText {
  private final String text;
  private int at;

  private PrometheusText(String text) {
    this.text = text;
  }

  /**
   * One sample.
   *
   * @param name name of its family
   * @param labels its labels
   * @param value its value
   */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /**
   * Reads a text.
   *
   * @throws AssertionError telling the place, if it is not well formed
   */
  public static List<Sample> read(byte[] bytes) {
    return new PrometheusText(new String(bytes, StandardCharsets.UTF_8)).samples();
  }

  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    Set<String> families = new HashSet<>();
    Set<List<Object>> seen = new HashSet<>();
    require(text.endsWith("\n"), "a line feed at the end");
    while (at < text.length()) {
      expect("# HELP ");
      String family = name(true);
      require(families.add(family), "a family once, got " + family);
      expect(" ");
      require(!escapedUntil('\n', false).isBlank(), "a help text");
      expect("\n# TYPE " + family + " gauge\n");
      require(text.startsWith(family, at), "a sample of " + family);
      while (text.startsWith(family + "{", at) || text.startsWith(family + " ", at)) {
        Sample sample = sample(family);
        require(seen.add(List.of(family, sample.labels())), "labels once, got " + sample);
        samples.add(sample);
      }
    }
    return samples;
  }

  private Sample sample(String family) {
    expect(family);
    Map<String, String> labels = new TreeMap<>();
    if (text.charAt(at) == '{') {
      do {
        at++; // { or ,
        String label = name(false);
        require(!label.startsWith("__"), "a label that is not reserved, got " + label);
        expect("=\"");
        String value = escapedUntil('"', true);
        expect("\"");
        require(labels.put(label, value) == null, "a label once, got " + label);
      } while (text.charAt(at) == ',');
      expect("}");
    }
    expect(" ");
    int end = text.indexOf('\n', at);
    String number = text.substring(at, end);
    at = end + 1;
    return new Sample(family, labels, number(number));
  }

  private double number(String number) {
    require(
        number.matches("[+-]Inf|NaN|[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?"),
        "a number, got " + number);
    return Double.parseDouble(number.replace("Inf", "Infinity"));
  }

  private String name(boolean colons) {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at), colons)) {
      at++;
    }
    String name = text.substring(start, at);
    require(!name.isEmpty() && !Character.isDigit(name.charAt(0)), "a name");
    return name;
  }

  private static boolean isNamePart(char c, boolean colons) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || (colons && c == ':');
  }

  private String escapedUntil(char end, boolean quotes) {
    StringBuilder value = new StringBuilder();
    while (text.charAt(at) != end) {
      char c = text.charAt(at++);
      require(c != '\n', "a line feed that is escaped");
      if (c == '\\') {
        char escaped = text.charAt(at++);
        require(
            escaped == '\\' || escaped == 'n' || (quotes && escaped == '"'),
            "a known escape, got \\" + escaped);
        c = escaped == 'n' ? '\n' : escaped;
      }
      value.append(c);
    }
    return value.toString();
  }

  private void expect(String expected) {
    require(text.startsWith(expected, at), "'" + expected + "'");
    at += expected.length();
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      int start = Math.max(0, Math.min(at, text.length()) - 60);
      throw new AssertionError(
          "Expected "
              + expected
              + " after '"
              + text.substring(start, Math.min(at, text.length()))
              + "'");
    }
  }
}
