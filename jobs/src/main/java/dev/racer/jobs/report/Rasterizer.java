package dev.racer.jobs.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.parser.resources.ResourcePolicy;
import com.github.weisj.jsvg.renderer.NullPlatformSupport;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Draws an SVG as PNG, two pixels for each of its units. Letters are those of the machine. */
final class Rasterizer {
  private static final int SCALE = 2;

  private Rasterizer() {}

  /**
   * The PNG of an SVG.
   *
   * @param svg the document
   * @param name what to call it in messages
   * @throws UncheckedIOException if this Java cannot draw, for want of fonts for example
   */
  static byte[] png(String svg, String name) {
    try {
      return draw(document(svg));
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      // without fonts or its native libraries, Java's drawing throws errors of all kinds
      throw new UncheckedIOException(
          "Cannot draw %s as PNG: this Java lacks fonts or drawing (%s); --no-png goes without"
              .formatted(name, e),
          e instanceof IOException io ? io : new IOException(e));
    }
  }

  private static SVGDocument document(String svg) {
    LoaderContext context =
        LoaderContext.builder().externalResourcePolicy(ResourcePolicy.DENY_ALL).build();
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                URI.create("memory:plot"),
                context);
    if (document == null) {
      throw new IllegalArgumentException(
          "Plot must be an SVG document, got " + svg.length() + " characters");
    }
    return document;
  }

  private static byte[] draw(SVGDocument document) throws IOException {
    FloatSize size = document.size();
    int width = (int) Math.ceil(size.getWidth() * SCALE);
    int height = (int) Math.ceil(size.getHeight() * SCALE);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      document.renderWithPlatform(
          NullPlatformSupport.INSTANCE, graphics, new ViewBox(width, height));
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", png)) {
      throw new IOException("no writer for PNG");
    }
    return png.toByteArray();
  }
}
