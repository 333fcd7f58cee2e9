package dev.racer.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one local {@link SparkSession} to all test classes of the JVM: {@code local[2]}, two
 * shuffle partitions, UTC, ANSI, loopback, no UI. A test takes it as a parameter and must not stop
 * it; what a test sets on it, it sets back.
 */
public final class LocalSpark implements BeforeAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalSpark.class);

  /** Public, as JUnit instantiates the extension. */
  public LocalSpark() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    session(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return session(context);
  }

  private static SparkSession session(ExtensionContext context) {
    // The root store is closed after the last test class, and closes what it holds.
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("session", key -> Shared.start(), Shared.class)
        .session();
  }

  private record Shared(SparkSession session) implements AutoCloseable {
    static Shared start() {
      Path scratch = newScratchDirectory();
      return new Shared(
          SparkSession.builder()
              .appName("tests")
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.local.dir", scratch.resolve("local").toString())
              .config("spark.sql.warehouse.dir", scratch.resolve("warehouse").toUri().toString())
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.sql.ansi.enabled", "true")
              .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
              .getOrCreate());
    }

    private static Path newScratchDirectory() {
      try {
        // Surefire and failsafe start the JVM in the module's folder.
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        return Files.createTempDirectory(target, "spark-test-");
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make a scratch folder under target", e);
      }
    }

    @Override
    public void close() {
      session.stop();
    }
  }
}
