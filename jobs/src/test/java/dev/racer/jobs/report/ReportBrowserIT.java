package dev.racer.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.spark.testing.LocalSpark;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a browser, opened from disk. Whatever the browser asks the network for goes to a
 * proxy of this test, which counts; what a page says on its console is on the browser's standard
 * error.
 */
@ExtendWith(LocalSpark.class)
class ReportBrowserIT {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir private static Path folder;

  @BeforeAll
  static void report(SparkSession spark) {
    assumeTrue(browser().isPresent(), "Skipped: none of " + BROWSERS + " is installed");
    Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS);
    Simulated.report(spark, folder, folder.resolve("report"));
  }

  @Test
  void opensFromDiskWithoutAnErrorOrARequest() throws Exception {
    Visit visit = visit(folder.resolve("report/report.html"), "--dump-dom");

    assertThat(visit.out()).contains("<h1>Evaluation of ", "id=\"provenance\"");
    assertThat(visit.requests()).isEmpty();
    assertThat(visit.err()).doesNotContain("CONSOLE");
  }

  @Test
  void errorsAndRequestsWouldBeSeen() throws Exception {
    Path page = folder.resolve("twin.html");
    Files.writeString(
        page,
        "<!DOCTYPE html><title>twin</title><h1>Twin</h1><img src=\"http://example.test/a.png\">"
            + "<script>console.error('something is wrong')</script>");

    Visit visit = visit(page, "--dump-dom");

    assertThat(visit.out()).contains("<h1>Twin");
    assertThat(visit.requests()).containsExactly("http://example.test/a.png");
    assertThat(visit.err()).contains("CONSOLE").contains("something is wrong");
  }

  @Test
  void whatAFileTriesToLoadIsRefusedByThePage() throws Exception {
    String html = Files.readString(folder.resolve("report/report.html"));
    Path page = folder.resolve("loading.html");
    Files.writeString(
        page, html.replace("<main ", "<img src=\"http://example.test/a.png\"/><main "));

    Visit visit = visit(page, "--dump-dom");

    assertThat(visit.out()).contains("<h1>Evaluation of ");
    assertThat(visit.requests()).isEmpty();
  }

  @Test
  void canBePrinted() throws Exception {
    Path pdf = folder.resolve("report.pdf");

    visit(folder.resolve("report/report.html"), "--no-pdf-header-footer", "--print-to-pdf=" + pdf);

    assertThat(Files.readAllBytes(pdf)).startsWith('%', 'P', 'D', 'F');
  }

  /**
   * How a visit went.
   *
   * @param out standard output of the browser
   * @param err its standard error
   * @param requests what the page asked the network for
   */
  private record Visit(String out, String err, List<String> requests) {}

  private static Visit visit(Path page, String... options) throws Exception {
    Path netLog = folder.resolve("net.json");
    List<String> command = new ArrayList<>();
    command.add(browser().orElseThrow().toString());
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox", // which root cannot have; the page is our own
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--enable-logging=stderr",
            "--proxy-server=127.0.0.1:9",
            "--proxy-bypass-list=<-loopback>",
            "--log-net-log=" + netLog,
            "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(Arrays.asList(options));
    command.add(page.toUri().toString());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean isDone = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    assertThat(isDone).as("the browser ends").isTrue();
    return new Visit(Files.readString(out), Files.readString(err), requests(netLog));
  }

  /** The requests of pages; those of the browser itself have no origin. */
  private static List<String> requests(Path netLog) throws IOException {
    JsonNode log = new ObjectMapper().readTree(netLog.toFile());
    int started = log.at("/constants/logEventTypes/URL_REQUEST_START_JOB").asInt(-1);
    assertThat(started).as("number of the event in the log").isPositive();
    List<String> ofPages = new ArrayList<>();
    for (JsonNode event : log.get("events")) {
      JsonNode url = event.at("/params/url");
      if (event.get("type").asInt() == started && !url.isMissingNode()) {
        if (!event.at("/params/initiator").asText().equals("not an origin")) {
          ofPages.add(url.asText());
        }
      }
    }
    return ofPages;
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(directory -> BROWSERS.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
