package dev.racer.jobs.verify;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.gate.MissTest;
import dev.racer.core.gate.NightTest;
import dev.racer.core.gate.ProtectiveVersion;
import dev.racer.core.gate.ThresholdSource;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.Ties;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.config.PublishedSettings;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Tests the newest day of a night once more: the misses that were refused then. */
final class NightRetest {
  private final PublicationFolder folder;
  private final CalibrateConfig config;
  private final Shape shape;
  private final NavigableSet<String> segments;
  private final Manifest manifest;
  private final NightWindow night;

  NightRetest(
      PublicationFolder folder,
      CalibrateConfig config,
      Shape shape,
      NavigableSet<String> segments,
      Manifest manifest) {
    this.folder = folder;
    this.config = config.inForceOnly();
    this.shape = Shape.of(this.config, shape.routers(), shape.recorded()).thinned();
    this.segments = segments;
    this.manifest = manifest;
    this.night = manifest.night().orElseThrow();
  }

  /** What the night's configuration says is served when misses are refused. */
  ProtectiveVersion.Mode onMisses(String place) {
    return PublishedSettings.gate(manifest, place).onMisses();
  }

  /** The sources of thresholds whose misses on the newest day do not fit the days before it. */
  Set<ThresholdSource> refusedSources(List<RecordSource> sources) {
    List<RecordSource> before = new ArrayList<>(sources);
    List<RecordSource> newest = new ArrayList<>(sources);
    before.removeIf(this::isNewest);
    newest.removeIf(source -> !isNewest(source));
    RecordSums earlier = RecordScan.of(folder, VersionVerifier.paths(before), shape).sums();
    PublishedThresholds tested =
        new ExpectedThresholds(config, shape, earlier.routers(), segments).document();
    RecordSums day = RecordScan.of(folder, VersionVerifier.paths(newest), shape.at(tested)).sums();
    thinTogether(tested, day);
    double level = PublishedSettings.gate(manifest, manifest.runId()).level();
    return NightTest.of(rows(tested, day), level).refusedSources();
  }

  /** Segments that borrow from one source are looked at together: thinned all, or none. */
  private static void thinTogether(PublishedThresholds tested, RecordSums day) {
    Map<ThresholdSource, List<GroupSums>> borrowers = new TreeMap<>();
    for (PublishedThreshold row : tested.thresholds()) {
      if (!row.segment().equals(row.thresholdSegment())
          && !row.thresholdSegment().equals(SegmentName.ALL)) {
        day.routers()
            .get(row.router())
            .group(row.segment())
            .ifPresent(
                group ->
                    borrowers
                        .computeIfAbsent(
                            new ThresholdSource(row.router(), row.thresholdSegment()),
                            source -> new ArrayList<>())
                        .add(group));
      }
    }
    for (List<GroupSums> groups : borrowers.values()) {
      double least = groups.stream().mapToDouble(GroupSums::leastProbability).min().orElse(1);
      double greatest = groups.stream().mapToDouble(GroupSums::greatestProbability).max().orElse(1);
      if (least < greatest) {
        groups.forEach(GroupSums::thinAnyway);
      }
    }
  }

  private boolean isNewest(RecordSource source) {
    return source.day().orElseThrow().date().equals(night.day());
  }

  private List<NightTest.Row> rows(PublishedThresholds tested, RecordSums day) {
    Map<ThresholdSource, PublishedThreshold> lenders = new TreeMap<>();
    Map<ThresholdSource, long[]> missesOf = new TreeMap<>();
    for (PublishedThreshold row : tested.thresholds()) {
      boolean isBorrowedFromAll =
          !row.segment().equals(SegmentName.ALL) && row.thresholdSegment().equals(SegmentName.ALL);
      if (row.threshold().isPresent() && !isBorrowedFromAll) { // all has its queries itself
        Optional<RiskCounts> counts = counts(row, day);
        if (counts.isPresent() && counts.get().n() > 0) {
          ThresholdSource source = new ThresholdSource(row.router(), row.thresholdSegment());
          lenders.put(source, row);
          long[] sums = missesOf.computeIfAbsent(source, key -> new long[2]);
          sums[0] += counts.get().n();
          sums[1] += counts.get().misses();
        }
      }
    }
    MissTest.Tails tails =
        config.smoothing().ties() == Ties.SMOOTHED ? MissTest.Tails.BOTH : MissTest.Tails.UPPER;
    List<NightTest.Row> rows = new ArrayList<>();
    missesOf.forEach(
        (source, sums) -> {
          PublishedThreshold lender = lenders.get(source);
          rows.add(
              new NightTest.Row(
                  source,
                  MissTest.of(lender.n(), lender.rank().getAsLong(), sums[0], sums[1], tails)));
        });
    return rows;
  }

  private Optional<RiskCounts> counts(PublishedThreshold row, RecordSums day) {
    RiskTarget target = shape.targets().get(0);
    long threshold = row.fixedPointThreshold().getAsLong();
    return day.routers()
        .get(row.router())
        .group(row.segment())
        .filter(group -> group.counts(0, threshold))
        .map(group -> group.countsAt(0, 0, target, threshold));
  }
}
