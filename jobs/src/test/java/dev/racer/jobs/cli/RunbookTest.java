package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the runbook tells someone to type at night can be typed. */
class RunbookTest {
  private static final Path ROOT = Path.of(System.getProperty("racer.root"));
  private static final Pattern WORD = Pattern.compile("'([^']*)'|[^\\s']+");
  private static final Pattern LINK = Pattern.compile("]\\(#([^)]*)\\)");

  @Test
  void everyCommandIsAccepted() throws IOException {
    List<List<String>> commands = commands();

    assertThat(commands).hasSizeGreaterThan(20);
    assertThat(commands)
        .extracting(words -> words.get(0))
        .contains("nightly", "rollback", "show", "verify", "diff", "expire");
    commands.forEach(SchedulesTest::assertAccepted);
  }

  @Test
  void everyLinkHasItsSection() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("docs/runbook.md"));
    Set<String> sections = new TreeSet<>();
    Set<String> links = new TreeSet<>();
    for (String line : lines) {
      if (line.startsWith("## ")) {
        sections.add(line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'));
      }
      for (Matcher link = LINK.matcher(line); link.find(); ) {
        links.add(link.group(1));
      }
    }

    assertThat(links).hasSizeGreaterThan(5);
    assertThat(sections).containsAll(links);
  }

  @Test
  void everyMetricThatIsNamedExists() throws IOException {
    String source =
        Files.readString(ROOT.resolve("jobs/src/main/java/dev/racer/jobs/metrics/RunMetrics.java"));
    Set<String> named = new TreeSet<>();
    Matcher metric =
        Pattern.compile("racer_[a-z_]+").matcher(Files.readString(ROOT.resolve("docs/runbook.md")));
    while (metric.find()) {
      named.add(metric.group());
    }

    assertThat(named).hasSizeGreaterThan(5);
    named.forEach(name -> assertThat(source).contains("\"" + name + "\""));
  }

  private static List<List<String>> commands() throws IOException {
    List<List<String>> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(ROOT.resolve("docs/runbook.md"))) {
      String text = line.strip();
      if (text.startsWith("```")) {
        inside = text.equals("```sh");
      } else if (inside) {
        assertThat(text).startsWith("submit/racer ");
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(text.substring("submit/racer ".length())); word.find(); ) {
          words.add(word.group().replace("'", ""));
        }
        commands.add(words);
      }
    }
    return commands;
  }
}
