package dev.racer.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this build was made from.
 *
 * @param version version of the project
 * @param gitRevision full commit hash, followed by {@code -dirty} if tracked files differed from
 *     it; {@code unknown} for a build outside a repository
 * @param sparkVersion version of Spark that the code was compiled against, not the one it runs on
 */
public record BuildInfo(String version, String gitRevision, String sparkVersion) {
  private static final String RESOURCE = "build.properties";

  /**
   * Reads what the build wrote beside this class.
   *
   * @return the facts of this build
   */
  public static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Resource " + RESOURCE + " is missing from the jar");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource " + RESOURCE, e);
    }
    return new BuildInfo(
        required(properties, "version"),
        required(properties, "git.revision"),
        required(properties, "spark.version"));
  }

  private static String required(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException("Resource " + RESOURCE + " has no value for " + key);
    }
    return value;
  }
}
