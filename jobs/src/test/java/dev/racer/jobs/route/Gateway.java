package dev.racer.jobs.route;

import dev.racer.core.published.PublicationFiles;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.serving.Action;
import dev.racer.core.serving.Decision;
import dev.racer.core.serving.Evaluator;
import dev.racer.core.serving.LiveVersion;
import dev.racer.spark.schema.ModelSets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * A gateway of one router, opened from the published files, that writes down its decisions as the
 * table {@link ModelSets} should have them. It gets the models in another order than the pool's.
 */
final class Gateway {
  private final LiveVersion<Evaluator> live;
  private final Decision decision;

  private Gateway(LiveVersion<Evaluator> live) {
    this.live = live;
    this.decision = live.current().newDecision();
  }

  /**
   * Opens a publication.
   *
   * @param segmentation columns; empty for the first published ones
   */
  static Gateway open(
      Path publication, String router, List<String> models, Optional<List<String>> segmentation) {
    List<String> reversed = new ArrayList<>(models);
    reversed.sort(Collections.reverseOrder());
    try {
      return new Gateway(
          LiveVersion.open(
              PublicationFiles.local(publication),
              publication.getFileName().toString(),
              version ->
                  segmentation.isPresent()
                      ? Evaluator.of(version.thresholds(), router, reversed, segmentation.get())
                      : Evaluator.of(version.thresholds(), router, reversed)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Decides for a query with a score for every model. */
  String decide(String queryId, Map<String, Double> scores, String... segments) {
    Evaluator evaluator = live.current();
    double[] ordered = evaluator.models().stream().mapToDouble(scores::get).toArray();
    evaluator.decide(ordered, queryId, segments, decision);
    boolean isByThreshold = decision.action() == Action.SET || decision.action() == Action.ABSTAIN;
    Optional<PublishedThreshold> threshold = decision.threshold().filter(row -> isByThreshold);
    List<String> models = new ArrayList<>(decision.models());
    Collections.sort(models);
    return String.join(
        " | ",
        queryId,
        evaluator.router(),
        decision.action().key(),
        decision.reason().key(),
        String.valueOf(models),
        String.valueOf(decision.selectsNull()),
        String.valueOf(decision.size()),
        decision.segment(),
        threshold.map(PublishedThreshold::thresholdSegment).orElse("null"),
        threshold.map(row -> String.valueOf(row.threshold().getAsDouble())).orElse("null"),
        String.valueOf(live.version().commit().sequence()),
        "null");
  }

  /** A row of the table in the same words. */
  static String line(Row row) {
    List<String> texts = new ArrayList<>();
    for (String column :
        List.of(
            ModelSets.QUERY_ID,
            ModelSets.ROUTER,
            ModelSets.ACTION,
            ModelSets.REASON,
            ModelSets.MODELS,
            ModelSets.NULL_MODEL,
            ModelSets.SET_SIZE,
            ModelSets.SEGMENT,
            ModelSets.THRESHOLD_SEGMENT,
            ModelSets.THRESHOLD,
            ModelSets.VERSION,
            ModelSets.EXCLUSION)) {
      Object value = row.getAs(column);
      boolean isList = column.equals(ModelSets.MODELS) && value != null;
      texts.add(String.valueOf(isList ? row.getList(row.fieldIndex(column)) : value));
    }
    return String.join(" | ", texts);
  }
}
