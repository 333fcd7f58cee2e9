package dev.racer.jobs.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
  @TempDir private Path output;
  private PublicationStore store;

  @BeforeEach
  void open() {
    store = PublicationStore.local(output, TinyPublication.NAME);
  }

  @Test
  void thresholdsAreATablePerRouter() {
    ThresholdsView view = view(ThresholdsView.Filter.NONE);

    assertThat(view.text())
        .isEqualTo(
            """
            Publication tiny, version 1, committed 2026-11-22T10:16:30Z (run 00000000000000aa)
            In force (*): softmax / one-minus-max / gap, misrouting at risk level 0.10, guarantee expected

            Router knn, pool %1$s
                 segment  risk level       n  threshold    risk  missed  set size  abstains  true risk, 95 %%
                 all            0.01  12,000   1.500000  0.0938  0.1250      1.50    0.0625  0.0500 to 0.1500
              *  all            0.10  12,000   0.812500  0.0938  0.1250      1.50    0.0625  0.0500 to 0.1500

            Router mlp, pool %1$s
                 segment       risk level       n   threshold    risk  missed  set size  abstains  true risk, 95 %%
                 all                 0.01  12,000    1.500000  0.0938  0.1250      1.50    0.0625  0.0500 to 0.1500
              *  all                 0.10  12,000    0.812500  0.0938  0.1250      1.50    0.0625  0.0500 to 0.1500
                 tenant=a%%20b        0.01      50  needs n=99
              *  tenant=a%%20b        0.10      50    0.750000  0.0938  0.1250      1.50    0.0625  0.0500 to 0.1500

            4 more rows of other scores, risk targets or guarantees: --all
            """
                .formatted(view.document().pools().get(0).id()));
  }

  @Test
  void allThresholdsSayWhichScoreTheyAreOf() {
    String text = view(ThresholdsView.Filter.NONE).textOfAll();

    assertThat(text.lines().filter(line -> line.contains("softmax/one-minus-max/"))).hasSize(10);
    assertThat(text)
        .contains("score", "target", "guarantee", "softmax/one-minus-max/inverse-probability")
        .doesNotContain("--all");
  }

  @Test
  void machinesGetEveryRowInTheOrderOfTheDocument() {
    ThresholdsView view = view(ThresholdsView.Filter.NONE);

    assertThat(view.json())
        .hasSize(10)
        .isEqualTo(
            TinyPublication.rows().stream()
                .sorted(PublishedThreshold.ORDER)
                .map(ThresholdsJson::row)
                .toList());
  }

  @Test
  void rowsAreFiltered() {
    ThresholdsView view =
        view(new ThresholdsView.Filter(Optional.of("mlp"), Optional.of("tenant=a%20b"), true));

    assertThat(view.json()).hasSize(1).allMatch(line -> line.contains("\"in_force\":true"));
    assertThat(view.text()).contains("Router mlp").doesNotContain("Router knn");
    assertThat(view(new ThresholdsView.Filter(Optional.of("x"), Optional.empty(), false)).text())
        .endsWith("No row is as wanted.\n");
  }

  @Test
  void anEarlierVersionCanBeShown() {
    Commit first = publish("00000000000000aa");
    Commit second = publish("00000000000000bb");

    assertThat(Versions.find(store, OptionalLong.empty())).isEqualTo(second);
    assertThat(Versions.find(store, OptionalLong.of(1))).isEqualTo(first);
    assertThatThrownBy(() -> Versions.find(store, OptionalLong.of(3)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("There is no version 3")
        .hasMessageEndingWith("found [1, 2]");
  }

  @Test
  void beforeTheFirstVersionThereIsNothingToShow() {
    store.newAttempt(TinyPublication.RUN);

    assertThatThrownBy(() -> Versions.find(store, OptionalLong.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Nothing is published yet in " + store.folder());
  }

  @Test
  void damagedVersionsAreRefused() throws IOException {
    Commit commit = publish("00000000000000aa");
    Path folder = Path.of(store.attempt(commit).location());
    Files.writeString(folder.resolve(Publisher.THRESHOLDS), "x", StandardOpenOption.APPEND);
    Files.writeString(folder.resolve(Manifest.FILE), " ", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> store.thresholds(commit))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining(Publisher.THRESHOLDS);
    assertThatThrownBy(() -> store.manifest(commit))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("is not the manifest that was committed");

    Files.delete(folder.resolve(Publisher.THRESHOLDS));
    assertThatThrownBy(() -> store.thresholds(commit))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("is missing from a committed version");
  }

  @Test
  void qualityIsOfTheVersionInForce() {
    publish("00000000000000aa");

    QualityView view = QualityView.ofVersion(store, OptionalLong.empty());

    assertThat(view.text())
        .isEqualTo(
            """
            Publication tiny, version 1 (run 00000000000000aa)

            Input rows
              table       rows    used  quarantined                excluded
              queries   12,345  12,000            5  (null-key 5)       340  (excluded-by-rule 340)
              outcomes  24,000  24,000            0                       0

            Calibration records
              router  records  excluded                                 labels                                  tied  no value of
              knn      12,000         3  (partly-scored 1, unscored 2)  answerable 11,000, unanswerable 1,000  7,000  tenant 3
              mlp      12,000         0                                 answerable 11,000, unanswerable 1,000      0

            Labels of models, and records that thinning leaves out
              router  thinned  labels
              knn       2,500  correct 20,000, not-called 4,000
              mlp           0
            """);
    assertThat(view.json()).isEqualTo(TinyPublication.quality().toJsonLine());
  }

  @Test
  void qualityOfARefusedRunIsKept() {
    String attempt = store.newAttemptId("00000000000000cc");
    store.writeStatus(
        TinyPublication.status(
            attempt, RunOutcome.REFUSED, Optional.of("why"), OptionalLong.empty()));

    assertThat(QualityView.ofRun(store, "00000000000000cc").title())
        .isEqualTo("Publication tiny, run " + attempt + " (refused)");
    assertThat(QualityView.ofRun(store, attempt).report()).isEqualTo(TinyPublication.quality());
    assertThatThrownBy(() -> QualityView.ofRun(store, "00000000000000dd"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("There is no finished run 00000000000000dd");
  }

  @Test
  void runsAreListedWithTheUnfinishedLast() {
    Commit commit = publish("00000000000000aa");
    String refused = store.newAttemptId("00000000000000cc");
    store.writeStatus(
        TinyPublication.status(
            refused, RunOutcome.REFUSED, Optional.of("too bad"), OptionalLong.empty()));
    String died = store.newAttempt("00000000000000bb").id();

    RunsView view = RunsView.of(store);

    assertThat(view.text())
        .isEqualTo(
            """
            started                 took  verb       outcome     exit  version  attempt                    reason
            2026-11-22T10:15:30Z  90.5 s  calibrate  published      0        1  %s
            2026-11-22T10:15:30Z  90.5 s  calibrate  refused        4           %s  too bad
                                                     unfinished                 %s  under way, or died without a word
            """
                .formatted(commit.attemptId(), refused, died));
    assertThat(view.json())
        .hasSize(3)
        .last()
        .isEqualTo("{\"attempt\":\"" + died + "\",\"outcome\":\"unfinished\"}");
    assertThat(new RunsView(List.of(), List.of(), new TreeMap<>()).text())
        .isEqualTo("No runs yet.\n");
  }

  @Test
  void aDamagedStatusHidesNoOtherRun() throws IOException {
    Commit commit = publish("00000000000000aa");
    Commit damaged = publish("00000000000000bb");
    Path folder = Path.of(store.folder().toString());
    Files.writeString(folder.resolve("runs/" + damaged.attemptId() + "/status.json"), "garbage");

    RunsView view = RunsView.of(store);

    assertThat(view.runs()).extracting(RunStatus::attempt).containsExactly(commit.attemptId());
    assertThat(view.text().lines().toList().get(2))
        .contains("damaged", damaged.attemptId(), "status.json");
    assertThat(view.json())
        .last()
        .isEqualTo("{\"attempt\":\"" + damaged.attemptId() + "\",\"outcome\":\"damaged\"}");
  }

  @Test
  void numbersAreTheSameInEveryLocale() {
    Locale locale = Locale.getDefault();
    String thresholds = view(ThresholdsView.Filter.NONE).textOfAll();
    String quality = QualityView.ofVersion(store, OptionalLong.empty()).text();
    String runs = RunsView.of(store).text();
    try {
      Locale.setDefault(new Locale("ar", "EG"));
      assertThat(String.format(Locale.getDefault(), "%d", 1)).isEqualTo("\u0661"); // it does differ

      Commit commit = Versions.find(store, OptionalLong.empty());
      assertThat(
              new ThresholdsView(commit, store.thresholds(commit), ThresholdsView.Filter.NONE)
                  .textOfAll())
          .isEqualTo(thresholds);
      assertThat(QualityView.ofVersion(store, OptionalLong.empty()).text()).isEqualTo(quality);
      assertThat(RunsView.of(store).text()).isEqualTo(runs);
    } finally {
      Locale.setDefault(locale);
    }
  }

  private Commit publish(String runId) {
    return TinyPublication.publish(store, runId, TinyPublication.rows());
  }

  private ThresholdsView view(ThresholdsView.Filter filter) {
    Commit commit = publish(TinyPublication.RUN);
    return new ThresholdsView(commit, store.thresholds(commit), filter);
  }
}
