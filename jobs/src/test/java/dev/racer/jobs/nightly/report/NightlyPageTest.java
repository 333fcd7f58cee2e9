package dev.racer.jobs.nightly.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.View;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class NightlyPageTest {
  static Stream<NightlyResult> nights() {
    return Stream.of(
        SimulatedNights.published(),
        SimulatedNights.refusedForMisses(),
        SimulatedNights.refused(),
        SimulatedNights.ended());
  }

  @ParameterizedTest
  @MethodSource("nights")
  void everyPageIsWholeAndAsksForNothing(NightlyResult night) throws Exception {
    String page = page(night);
    Document document = parse(page);

    List<String> ids = new ArrayList<>();
    elements(document, "section").forEach(section -> ids.add(section.getAttribute("id")));
    List<String> links = new ArrayList<>();
    elements(document, "a").forEach(link -> links.add(link.getAttribute("href")));
    assertThat(ids)
        .containsExactly(
            "outcome", "gate", "window", "thresholds", "difference", "outlook", "rows", "run");
    assertThat(links).allMatch(link -> link.startsWith("#"));
    assertThat(links.stream().map(link -> link.substring(1)).toList()).containsAll(ids);
    assertThat(page)
        .contains("default-src 'none'", "prefers-color-scheme:dark")
        .doesNotContain("<script", "src=", "url(", "@import", ">null<", "Optional");
  }

  @ParameterizedTest
  @MethodSource("nights")
  void sameNightIsTheSamePage(NightlyResult night) {
    assertThat(page(night)).isEqualTo(page(night));
  }

  @Test
  void firstScreenSaysWhatIsInForceAndWhy() throws Exception {
    assertThat(outcome(SimulatedNights.published()))
        .contains("✓ Published: version 42 is in force.", "2026-11-29 10:15:30 UTC")
        .contains("knn", "mlp", "≤ 0.10", "1.50 of 2", "1.50 before", "28,412");
    assertThat(outcome(SimulatedNights.refusedForMisses()))
        .contains("✗ Refused for misses: version 43 protects what was in force")
        .contains("misses mlp all is 161 of 1000");
    assertThat(outcome(SimulatedNights.publishedBeforeALaterDay()))
        .contains("✓ Published before, as version 40: version 41 is in force, nothing was added.");
    assertThat(outcome(SimulatedNights.refused()))
        .contains("✗ Refused: what was in force stays, version 41.", "What is in force now")
        .doesNotContain("1.50 before"); // the figures are those of version 41
    assertThat(section(SimulatedNights.refused(), "thresholds"))
        .contains("Refused, and not in force.", "0.812500", "0.750000");
    assertThat(section(SimulatedNights.refusedForMisses(), "thresholds"))
        .contains("Refused as a whole");
    assertThat(outcome(SimulatedNights.ended()))
        .contains("✗ Refused: what was in force stays, no version, for there is none.");
  }

  @Test
  void refusedChecksStandBeforeThosePassed() throws Exception {
    String gate = section(SimulatedNights.refusedForMisses(), "gate");

    assertThat(gate).contains("1 of 2 checks refused.");
    assertThat(gate.indexOf("misses mlp all")).isLessThan(gate.indexOf("quarantined-share"));
    assertThat(gate).contains("at least 70, at most 133", "✗ refused", "✓ passed");
    assertThat(section(SimulatedNights.published(), "gate")).contains("All 3 checks passed.");
  }

  @Test
  void windowHasABarForEveryDayAndSaysWhatBecameOfIt() throws Exception {
    Document document = parse(page(SimulatedNights.published()));

    List<Element> bars =
        elements(document, "li").stream().filter(item -> item.hasAttribute("title")).toList();
    assertThat(bars).hasSize(30);
    assertThat(bars.get(29).getAttribute("title"))
        .isEqualTo("2026-11-21: made in this run, 1,474 records");
    assertThat(bars.get(9).getAttribute("class")).isEqualTo("missing");
    assertThat(section(SimulatedNights.published(), "window"))
        .contains("? missing: 1", "↻ made again: the lake had changed: 1", "there before: 24")
        .contains("2026-10-23 to 2026-11-21")
        .contains("the lake holds no queries of the day");
  }

  @Test
  void thresholdsStandBesideThoseBefore() throws Exception {
    String thresholds = section(SimulatedNights.published(), "thresholds");

    assertThat(thresholds)
        .contains("0.812500", "0.750000", "tenant=tenant-01", "infeasible", "All 42 rows")
        .doesNotContain("not in force");
    assertThat(section(SimulatedNights.refused(), "thresholds")).contains("not in force");
  }

  @Test
  void differenceIsShownWhereThereIsOne() throws Exception {
    View difference =
        new View(
            "version-diff",
            "From version 41 to version 42",
            Text.words("Worst segments first."),
            List.of(View.Head.words("Router"), View.Head.numbers("Risk")),
            List.of(
                new View.Group(
                    Text.empty(), List.of(List.of(Text.name("mlp"), Text.words("0.1 → 0.2"))))));

    String page = NightlyPage.of("default", SimulatedNights.published(), Optional.of(difference));

    assertThat(text(parse(page), "difference")).contains("0.1 → 0.2", "Worst segments first.");
    assertThat(section(SimulatedNights.published(), "difference")).contains("Not compared");
  }

  @Test
  void rowsThatWaitSayUntilWhen() throws Exception {
    assertThat(section(SimulatedNights.published(), "outlook"))
        .contains("the night of 2026-11-29", "never within the window")
        .contains("Until they have enough, all candidates are called.");
    assertThat(section(SimulatedNights.refusingWithoutThreshold(), "outlook"))
        .contains("Until they have enough, no candidate is called");
    assertThat(section(SimulatedNights.ended(), "outlook"))
        .contains("every row in force has enough");
  }

  @Test
  void namesAreTextWhateverTheyHold() throws Exception {
    String name = "<script>alert(\"1\")</script>&amp;";

    String page = page(SimulatedNights.withOutlookOf(name));

    assertThat(page).doesNotContain("<script");
    assertThat(text(parse(page), "outlook")).contains(name);
  }

  private static String outcome(NightlyResult night) throws Exception {
    return section(night, "outcome");
  }

  private static String section(NightlyResult night, String id) throws Exception {
    return text(parse(page(night)), id);
  }

  private static String text(Document document, String id) {
    return elements(document, "section").stream()
        .filter(section -> section.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow()
        .getTextContent();
  }

  private static String page(NightlyResult night) {
    return NightlyPage.of("default", night, Optional.empty());
  }

  private static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page.replaceFirst("<!DOCTYPE html>", ""))));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}
