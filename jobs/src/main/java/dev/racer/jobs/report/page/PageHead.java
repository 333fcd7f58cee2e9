package dev.racer.jobs.report.page;

import dev.racer.jobs.report.plot.Paint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How every page begins: one file that asks nothing of a network, light or dark. */
public final class PageHead {
  private static final String STYLE = "report.css";

  private PageHead() {}

  /**
   * The beginning of a page, up to and with its opening body.
   *
   * @param title what stands in the title of a window; any text
   */
  public static String of(String title) {
    return new Html()
        .raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        // whatever a name in the tables may hold, nothing is loaded and nothing runs
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .raw(" style-src 'unsafe-inline'\"/>\n")
        .raw("<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>")
        .words(title)
        .raw("</title>\n<style>\n")
        .raw(":root{" + Paint.lightVariables() + "}\n")
        .raw("@media screen and (prefers-color-scheme:dark){:root{")
        .raw(Paint.darkVariables() + "}}\n")
        .raw(Paint.styleSheet())
        .raw(style())
        .raw("</style>\n</head>\n<body>\n")
        .toString();
  }

  private static String style() {
    try (InputStream in = PageHead.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException("Resource " + STYLE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + STYLE, e);
    }
  }
}
