package dev.racer.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.serving.ServingDocument.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway of the README, compiled with the gateway's jar alone, decides. */
class ReadmeGatewayIT {
  private static final Path JAR = Path.of(System.getProperty("racer.gateway-jar"));
  private static final Path README = Path.of(System.getProperty("racer.root"), "README.md");
  private static final Pattern FENCE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final double[] SCORES = {.25, .5, .875}; // small, medium, large

  private final MemoryFiles files = new MemoryFiles();
  @TempDir private Path folder;

  @BeforeEach
  void compile() throws IOException {
    Matcher fence = FENCE.matcher(Files.readString(README));
    assertThat(fence.find()).isTrue();
    Path source = Files.writeString(folder.resolve("Gateway.java"), fence.group(1));
    assertThat(fence.find()).as("another block of Java").isFalse();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of(
                      "--release",
                      "17",
                      "-Xlint:all",
                      "-Werror",
                      "-proc:none",
                      "-cp",
                      JAR.toString(),
                      "-d",
                      folder.resolve("classes").toString()),
                  null,
                  manager.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  @Test
  void theGatewayOfTheReadmeDecidesAndFollows() throws Exception {
    publish(1, .375);
    URL[] classPath = {JAR.toUri().toURL(), folder.resolve("classes").toUri().toURL()};
    try (URLClassLoader alone =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = alone.loadClass("Gateway");
      Object gateway = type.getConstructor(Path.class).newInstance(folder.resolve("publication"));

      assertThat(decided(gateway, "math", "models")).isEqualTo(List.of("medium", "large"));
      assertThat(decided(gateway, "math", "reason")).hasToString("THRESHOLD");
      assertThat(decided(gateway, "law", "reason")).hasToString("UNKNOWN_SEGMENT");

      publish(2, 0);
      assertThat(follow(gateway)).isEqualTo(true);
      assertThat(decided(gateway, "math", "models")).isEqualTo(List.of("large"));

      files.publish(3, new byte[0], "0".repeat(64));
      files.writeTo(folder.resolve("publication"));
      assertThat(follow(gateway)).as("refused, and not stale").isEqualTo(true);
      assertThat(decided(gateway, "math", "models")).isEqualTo(List.of("large"));

      files.publish(4, document(0), Instant.EPOCH);
      files.writeTo(folder.resolve("publication"));
      assertThat(follow(gateway)).as("stale").isEqualTo(false);
      assertThat(decided(gateway, "math", "reason")).hasToString("STALE");
      assertThat(decided(gateway, "math", "models")).asInstanceOf(LIST).hasSize(3);
    }
  }

  private static Object decided(Object gateway, String benchmark, String accessor)
      throws ReflectiveOperationException {
    Object decision =
        gateway
            .getClass()
            .getMethod("decide", double[].class, String.class, String.class)
            .invoke(gateway, SCORES, "q1", benchmark);
    return decision.getClass().getMethod(accessor).invoke(decision);
  }

  private static Object follow(Object gateway) throws ReflectiveOperationException {
    return gateway.getClass().getMethod("follow").invoke(gateway);
  }

  private void publish(long sequence, double threshold) throws IOException {
    files.publish(sequence, document(threshold));
    files.writeTo(folder.resolve("publication"));
  }

  private static PublishedThresholds document(double threshold) {
    ServingDocument document = new ServingDocument();
    document.router = "mlp";
    document.fallback = "all";
    document.pool = ModelPool.of(List.of("small", "medium", "large"));
    document.row("all", Outcome.at(threshold)).row("benchmark=math", Outcome.at(threshold));
    return document.build();
  }
}
