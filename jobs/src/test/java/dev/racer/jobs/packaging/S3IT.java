package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.packaging.Processes.Finished;
import dev.racer.spark.testing.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publication on S3 from the command line, with the keys to it in the environment alone. */
class S3IT {
  @TempDir private Path folder;

  @Test
  void aVersionIsPublishedShownPinnedAndTidiedUp() throws Exception {
    Finished generated =
        run(
            Map.of(),
            "generate",
            "--output",
            folder.resolve("lake").toString(),
            "--queries",
            "300",
            "--days",
            "2");
    assertThat(generated.exitCode()).as(generated.err()).isZero();
    try (S3ProxyServer server = S3ProxyServer.start()) {
      Path configuration = configuration(server);

      Finished calibrated =
          run(server.environment(), "calibrate", "--config", configuration.toString());
      assertThat(calibrated.exitCode()).as(calibrated.err()).isZero();
      assertThat(calibrated.out())
          .startsWith("Published version 1 ")
          .contains("\nAttempt: s3a://racer/publications/default/attempts/");

      Finished pinned =
          run(server.environment(), "rollback", "--pin", "--config", "" + configuration);
      assertThat(pinned.exitCode()).as(pinned.err()).isZero();
      assertThat(pinned.out()).startsWith("Version 2 is in force, pinned, valid until ");

      Finished shown =
          run(server.environment(), "show", "versions", "--config", configuration.toString());
      assertThat(shown.exitCode()).as(shown.err()).isZero();
      assertThat(shown.err()).isEmpty();
      assertThat(shown.out().lines()).hasSize(3);
      assertThat(shown.out()).contains("in force, pinned");

      Finished expired =
          run(
              server.environment(),
              "expire",
              "--older-than",
              "2d",
              "--config",
              configuration.toString());
      assertThat(expired.exitCode()).as(expired.err()).isZero();
      assertThat(expired.out()).isEqualTo("Removed 0 folders, 0 bytes\n");

      Map<String, String> wrong = new HashMap<>(server.environment());
      wrong.put("AWS_SECRET_ACCESS_KEY", "hushhush");
      Finished refused = run(wrong, "show", "versions", "--config", configuration.toString());
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err()).startsWith("racer: Cannot read s3a://racer/").contains("403");
      assertThat(refused.out() + refused.err()).doesNotContain("hushhush");
    }
  }

  private Path configuration(S3ProxyServer server) throws IOException {
    List<String> lines = new ArrayList<>();
    Path lake = folder.resolve("lake");
    lines.add("lake.queries = \"" + lake.resolve("queries") + "\"");
    lines.add("lake.router-scores = \"" + lake.resolve("router_scores") + "\"");
    lines.add("lake.outcomes = \"" + lake.resolve("outcomes") + "\"");
    lines.add("lake.output = \"s3a://" + S3ProxyServer.BUCKET + "/publications\"");
    lines.add("calibration.exclude-where = router_train");
    server
        .hadoopConf()
        .forEach((key, value) -> lines.add("lake.hadoop.\"" + key + "\" = \"" + value + "\""));
    return Files.write(folder.resolve("s3.conf"), lines);
  }

  private Finished run(Map<String, String> environment, String... arguments) throws Exception {
    return Processes.run(folder, folder.resolve("run"), environment, Processes.launcher(arguments));
  }
}
