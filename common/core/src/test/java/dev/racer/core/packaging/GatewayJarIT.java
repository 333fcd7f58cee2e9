package dev.racer.core.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** A gateway adds one jar and nothing else, beside libraries of its own in any version. */
class GatewayJarIT {
  private static final Path JAR = Path.of(System.getProperty("racer.gateway-jar"));

  @Test
  void everyClassIsBelowOurPackage() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> classes =
          jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")).toList();

      assertThat(classes).hasSizeGreaterThan(100).allMatch(name -> name.startsWith("dev/racer/"));
    }
  }

  @Test
  void librariesWorkWithoutAnyOtherJar() throws Exception {
    URL[] alone = {JAR.toUri().toURL()};

    try (URLClassLoader gateway = new URLClassLoader(alone, ClassLoader.getPlatformClassLoader())) {
      Class<?> beta =
          gateway.loadClass(
              "dev.racer.shaded.org.apache.commons.statistics.distribution.BetaDistribution");
      Object uniform = beta.getMethod("of", double.class, double.class).invoke(null, 1.0, 1.0);
      Method cumulative = beta.getMethod("cumulativeProbability", double.class);

      assertThat((double) cumulative.invoke(uniform, 0.5)).isEqualTo(0.5);

      Object json =
          gateway
              .loadClass("dev.racer.shaded.com.fasterxml.jackson.core.JsonFactory")
              .getConstructor()
              .newInstance();
      Object parser = json.getClass().getMethod("createParser", String.class).invoke(json, "0.1");
      parser.getClass().getMethod("nextToken").invoke(parser);

      assertThat(parser.getClass().getMethod("getDoubleValue").invoke(parser)).isEqualTo(0.1);
    }
  }
}
