package dev.racer.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final String EMPTY =
      "# Figures\n\nBefore.\n\n<!-- figures -->\n<!-- /figures -->\n\nAfter.\n";

  @Test
  void aSecondUpdateChangesNothing() {
    String once = Page.update(EMPTY, Results.complete(2_000), "page/a.json");

    assertThat(Page.update(once, Results.complete(2_000), "page/a.json")).isEqualTo(once);
  }

  @Test
  void leavesTheProseAsItIs() {
    String page = Page.update(EMPTY, Results.complete(2_000), "page/a.json");

    assertThat(page).startsWith("# Figures\n\nBefore.\n\n<!-- figures -->\n");
    assertThat(page).endsWith("<!-- /figures -->\n\nAfter.\n");
    assertThat(page).contains("### 2,000 queries × 7 models").contains("`page/a.json`");
  }

  @Test
  void sizesStandInOrderInWhateverOrderTheyAreMeasured() {
    Result small = Results.complete(2_000);
    Result middle = Results.complete(30_000);
    Result large = Results.complete(400_000);

    String page = Page.update(EMPTY, middle, "m");
    page = Page.update(page, large, "l");
    page = Page.update(page, small, "s");

    String otherwise = Page.update(EMPTY, large, "l");
    otherwise = Page.update(otherwise, small, "s");
    otherwise = Page.update(otherwise, middle, "m");
    assertThat(page).isEqualTo(otherwise);
    assertThat(page)
        .containsSubsequence("### 2,000 queries", "### 30,000 queries", "### 400,000 queries");
  }

  @Test
  void aNewResultTakesThePlaceOfTheOldOneOfItsSizeAlone() {
    String page = Page.update(EMPTY, Results.complete(2_000), "old");
    page = Page.update(page, Results.complete(30_000), "other");

    page = Page.update(page, Results.complete(2_000), "new");

    assertThat(page).contains("`new`").contains("`other`").doesNotContain("`old`");
  }

  @Test
  void showsMediansSpreadsRatiosAndThresholds() {
    String page = Page.update(EMPTY, Results.complete(2_000), "a");

    assertThat(page)
        .contains(
            "| duckdb | 2.50 | 2.00 to 3.00 | 5.00 | 1.50 | 20.25 | 20.25 to 20.25 | 30.50 | 2.0 GiB"
                + " | 17 of 80, off by at most 1.2e-07; 80 of 80 at our ranks |")
        .contains("| kernel / duckdb | 2.40 | 1.67 to 3.00 | 2.40 |");
  }

  @Test
  void showsWhatFailedByItsMessage() {
    Outcome failed = Outcome.failed("duckdb", "", "no memory");

    String page = Page.update(EMPTY, Results.of(2_000, List.of(failed)), "a");

    assertThat(page).contains("duckdb failed: no memory").doesNotContain("| duckdb |");
  }

  @Test
  void refusesAPageWithoutAPlaceForFigures() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Page.update("# Figures\n", Results.complete(2_000), "a"))
        .withMessage(
            "The page must have lines <!-- figures --> and <!-- /figures -->, in this order");
  }

  @Test
  void thePageOfThisProjectShowsItsResultFiles() throws Exception {
    Path page = Path.of(System.getProperty("racer.root"), "docs/benchmarks.md");
    String text = Files.readString(page);
    Path folder = page.resolveSibling("benchmarks");

    assertThat(Page.hasPlace(text)).isTrue();
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file :
            files.filter(f -> f.getFileName().toString().startsWith("result-")).toList()) {
          String name = "benchmarks/" + file.getFileName();
          assertThat(Page.update(text, ResultFile.read(file), name)).as(name).isEqualTo(text);
        }
      }
    }
  }
}
