package dev.racer.jobs.report.plot;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How colours are written into an SVG. */
public enum Paint {
  /** As colours on a light background: for files. */
  COLOURS {
    @Override
    String fill(Ink ink) {
      return "fill=\"" + ink.light() + "\"";
    }

    @Override
    String stroke(Ink ink) {
      return "stroke=\"" + ink.light() + "\"";
    }

    @Override
    String both(Ink fill, Ink stroke) {
      return fill(fill) + " " + stroke(stroke);
    }
  },
  /** As classes of {@link #styleSheet}: for a page that may be light or dark. */
  CLASSES {
    @Override
    String fill(Ink ink) {
      return "class=\"fill-" + ink.key() + "\"";
    }

    @Override
    String stroke(Ink ink) {
      return "class=\"stroke-" + ink.key() + "\"";
    }

    @Override
    String both(Ink fill, Ink stroke) {
      return "class=\"fill-" + fill.key() + " stroke-" + stroke.key() + "\"";
    }
  };

  abstract String fill(Ink ink);

  abstract String stroke(Ink ink);

  abstract String both(Ink fill, Ink stroke);

  /** The rules that {@link #CLASSES} needs; each ink is a variable {@code --blue}. */
  public static String styleSheet() {
    return Arrays.stream(Ink.values())
        .map(
            ink ->
                ".fill-%1$s{fill:var(--%1$s)}.stroke-%1$s{stroke:var(--%1$s)}\n"
                    .formatted(ink.key()))
        .collect(Collectors.joining());
  }

  /** The variables for a light background. */
  public static String lightVariables() {
    return Arrays.stream(Ink.values())
        .map(ink -> "--" + ink.key() + ":" + ink.light() + ";")
        .collect(Collectors.joining());
  }

  /** The variables for a dark background. */
  public static String darkVariables() {
    return Arrays.stream(Ink.values())
        .map(ink -> "--" + ink.key() + ":" + ink.dark() + ";")
        .collect(Collectors.joining());
  }
}
