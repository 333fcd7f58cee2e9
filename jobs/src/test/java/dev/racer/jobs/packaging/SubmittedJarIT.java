package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar that is submitted, and what is on the class path that the launcher uses. */
class SubmittedJarIT {
  private static final Path JAR = Path.of(System.getProperty("racer.jar"));

  @Test
  void everyClassIsBelowOurPackage() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> classes =
          jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")).toList();

      assertThat(classes).hasSizeGreaterThan(100).allMatch(name -> name.startsWith("dev/racer/"));
    }
  }

  @Test
  void holdsOurModulesAndTheirLibraries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(
              List.of(
                  "dev/racer/core/pool/CodePointOrder.class",
                  "dev/racer/jobs/cli/Racer.class",
                  "dev/racer/shaded/picocli/CommandLine.class",
                  "dev/racer/shaded/com/typesafe/config/Config.class",
                  "dev/racer/shaded/org/apache/commons/statistics/distribution/BetaDistribution.class",
                  "dev/racer/shaded/com/fasterxml/jackson/core/JsonFactory.class",
                  "META-INF/NOTICE"))
          .allSatisfy(name -> assertThat(jar.getEntry(name)).as(name).isNotNull());
    }
  }

  @Test
  void holdsTheLicensesOfWhatItCarries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry("META-INF/LICENSE"))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Apache License", "Boost Software License", "Jorge Fernandez-de-Cossio-Diaz");
    }
  }

  @Test
  void manifestNamesMainClassVersionAndRevision() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Main-Class")).isEqualTo("dev.racer.jobs.cli.Racer");
      assertThat(manifest.getValue("Implementation-Version")).matches("\\d+\\.\\d+\\.\\d+");
      assertThat(manifest.getValue("Git-Revision")).matches("[0-9a-f]{40}(-dirty)?|unknown");
    }
  }

  @Test
  void sparkClassPathHoldsSparkAndNotOurLibraries() throws IOException {
    String classPath = Files.readString(JAR.resolveSibling("spark.classpath"));

    List<String> names =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(classPath.strip())
            .map(path -> Path.of(path).getFileName().toString())
            .toList();

    assertThat(names)
        .anyMatch(name -> name.startsWith("spark-sql_2.13-"))
        .anyMatch(name -> name.startsWith("hadoop-client-runtime-"))
        .anyMatch(name -> name.startsWith("scala-library-2.13."))
        .anyMatch(name -> name.startsWith("log4j-core-2."))
        .anyMatch(name -> name.startsWith("jackson-core-2."))
        .noneMatch(name -> name.startsWith("racer-"))
        .noneMatch(name -> name.startsWith("picocli-"))
        .noneMatch(name -> name.startsWith("config-"))
        .noneMatch(name -> name.startsWith("commons-statistics-"))
        .noneMatch(name -> name.startsWith("commons-numbers-"))
        .noneMatch(name -> name.startsWith("commons-rng-"));
  }
}
