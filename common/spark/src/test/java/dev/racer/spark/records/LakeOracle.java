package dev.racer.spark.records;

import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.OutcomeRow;
import dev.racer.spark.testing.TinyLake.QueryRow;
import dev.racer.spark.testing.TinyLake.ScoreRow;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has to become of every row of a lake, row by row, from the contract: each row is judged by
 * looking at all others.
 */
final class LakeOracle {
  /** How the lake is read. */
  record Reading(
      boolean keyedByDate,
      boolean datesKnown,
      String from,
      String to,
      List<String> configuredPool,
      String excludedSegment,
      boolean labelsMustBeComplete) {}

  /** A record as it has to be written: all fields as text, nulls as {@code null}. */
  record Expected(
      String date,
      String queryId,
      String router,
      List<Double> scores,
      List<Boolean> correct,
      String labelState,
      List<String> segments,
      String exclusion) {}

  private final TinyLake lake;
  private final Reading reading;
  private final List<QueryRow> queries;
  private final List<ScoreRow> scores;
  private final List<OutcomeRow> outcomes;
  private final SortedMap<String, SortedSet<String>> pools = new TreeMap<>();
  private final Map<List<String>, List<QueryRow>> queriesByKey = new HashMap<>();
  private final Map<List<String>, Integer> scoreCopies = new HashMap<>();
  private final Map<List<String>, List<OutcomeRow>> outcomesByKey = new HashMap<>();
  private final Map<List<String>, List<ScoreRow>> scoresByRouter = new HashMap<>();

  LakeOracle(TinyLake lake, Reading reading) {
    this.lake = lake;
    this.reading = reading;
    this.queries = lake.queries().stream().filter(row -> isRead(row.date())).toList();
    this.scores = lake.scores().stream().filter(row -> isRead(row.date())).toList();
    this.outcomes = lake.outcomes().stream().filter(row -> isRead(row.date())).toList();
    index();
  }

  private void index() {
    for (ScoreRow row : scores) {
      if (isNamed(row.router()) && isNamed(row.model())) {
        pools
            .computeIfAbsent(row.router(), router -> new TreeSet<>(reading.configuredPool()))
            .addAll(reading.configuredPool().isEmpty() ? Set.of(row.model()) : Set.of());
      }
    }
    for (QueryRow row : queries) {
      if (own(row) == null) {
        queriesByKey
            .computeIfAbsent(key(row.date(), row.queryId()), k -> new ArrayList<>())
            .add(row);
      }
    }
    for (ScoreRow row : scores) {
      String own = own(row);
      if (own == null || own.equals("non-finite-score")) {
        scoreCopies.merge(
            key(row.date(), row.queryId(), row.router(), row.model()), 1, Integer::sum);
        scoresByRouter
            .computeIfAbsent(key(row.date(), row.queryId(), row.router()), k -> new ArrayList<>())
            .add(row);
      }
    }
    for (OutcomeRow row : outcomes) {
      if (own(row) == null) {
        outcomesByKey
            .computeIfAbsent(key(row.date(), row.queryId(), row.model()), k -> new ArrayList<>())
            .add(row);
      }
    }
  }

  SortedMap<String, SortedSet<String>> pools() {
    return pools;
  }

  /** Rows read, by table. */
  Map<String, Long> rows() {
    return Map.of(
        "queries",
        (long) queries.size(),
        "router-scores",
        (long) scores.size(),
        "outcomes",
        (long) outcomes.size());
  }

  /** By table: what became of how many rows. */
  Map<String, SortedMap<String, Long>> fates() {
    Map<String, SortedMap<String, Long>> fates = new TreeMap<>();
    queries.forEach(row -> count(fates, "queries", fate(row)));
    scores.forEach(row -> count(fates, "router-scores", fate(row)));
    outcomes.forEach(row -> count(fates, "outcomes", fate(row)));
    return fates;
  }

  private static void count(Map<String, SortedMap<String, Long>> fates, String table, String fate) {
    fates.computeIfAbsent(table, t -> new TreeMap<>()).merge(fate, 1L, Long::sum);
  }

  /** The malformed rows as the table of them has to name them: table, reason, key, value. */
  List<List<String>> quarantine() {
    List<List<String>> rows = new ArrayList<>();
    for (QueryRow row : queries) {
      if (isReason(fate(row))) {
        rows.add(bad("queries", fate(row), row.date(), row.queryId(), null, null, null));
      }
    }
    for (ScoreRow row : scores) {
      if (isReason(fate(row))) {
        String value = row.score() == null ? null : String.valueOf(row.score());
        rows.add(
            bad(
                "router-scores",
                fate(row),
                row.date(),
                row.queryId(),
                row.router(),
                row.model(),
                value));
      }
    }
    for (OutcomeRow row : outcomes) {
      if (isReason(fate(row))) {
        rows.add(bad("outcomes", fate(row), row.date(), row.queryId(), null, row.model(), null));
      }
    }
    return rows;
  }

  private List<String> bad(
      String table,
      String fate,
      String date,
      String id,
      String router,
      String model,
      String value) {
    boolean hasDate = reading.keyedByDate() || (table.equals("queries") && reading.datesKnown());
    String version = table.equals("router-scores") ? "" : null;
    return Arrays.asList(
        table, fate.substring(1), hasDate ? date : null, id, router, version, model, value);
  }

  private static boolean isReason(String fate) {
    return fate.startsWith("!");
  }

  /** A fate that begins with {@code !} is a reason of quarantine. */
  private String fate(QueryRow row) {
    if (own(row) != null) {
      return "!" + own(row);
    }
    List<String> key = key(row.date(), row.queryId());
    if (queriesByKey.get(key).size() > 1) {
      return "!duplicate-key";
    }
    return useOfQuery(key);
  }

  private String fate(ScoreRow row) {
    if (own(row) != null) {
      return "!" + own(row);
    }
    if (scoreCopies.get(key(row.date(), row.queryId(), row.router(), row.model())) > 1) {
      return "!duplicate-key";
    }
    String exclusion = exclusion(key(row.date(), row.queryId()), row.router());
    return exclusion == null ? "used" : exclusion;
  }

  private String fate(OutcomeRow row) {
    if (own(row) != null) {
      return "!" + own(row);
    }
    if (outcomesByKey.get(key(row.date(), row.queryId(), row.model())).size() > 1) {
      return "!duplicate-key";
    }
    if (pools.values().stream().noneMatch(pool -> pool.contains(row.model()))) {
      return "model-not-in-pool";
    }
    return useOfQuery(key(row.date(), row.queryId()));
  }

  private String useOfQuery(List<String> key) {
    Set<String> found = new HashSet<>();
    for (String router : pools.keySet()) {
      String exclusion = exclusion(key, router);
      found.add(exclusion == null ? "used" : exclusion);
    }
    for (String use :
        List.of(
            "unknown-query",
            "excluded-by-date",
            "excluded-by-rule",
            "used",
            "labels-incomplete",
            "partly-scored")) {
      if (found.contains(use)) {
        return use;
      }
    }
    return "unscored";
  }

  /** Why a query is not used for a router, or null. */
  private String exclusion(List<String> key, String router) {
    List<QueryRow> found = queriesByKey.getOrDefault(key, List.of());
    if (found.size() != 1) {
      return "unknown-query";
    }
    QueryRow query = found.get(0);
    if (!reading.keyedByDate() && !isInside(query.date())) {
      return "excluded-by-date";
    }
    if (query.segments().contains(reading.excludedSegment())) {
      return "excluded-by-rule";
    }
    List<ScoreRow> rows = scoresByRouter.getOrDefault(with(key, router), List.of());
    if (rows.isEmpty()) {
      return "unscored";
    }
    List<Boolean> labels = new ArrayList<>();
    for (String model : pools.get(router)) {
      List<ScoreRow> ofModel = rows.stream().filter(r -> r.model().equals(model)).toList();
      if (ofModel.size() != 1
          || ofModel.get(0).score() == null
          || !Double.isFinite(ofModel.get(0).score())) {
        return "partly-scored";
      }
      labels.add(label(key, model));
    }
    return reading.labelsMustBeComplete() && labels.contains(null) ? "labels-incomplete" : null;
  }

  private Boolean label(List<String> key, String model) {
    List<OutcomeRow> found = outcomesByKey.getOrDefault(with(key, model), List.of());
    return found.size() == 1 ? found.get(0).correct() : null;
  }

  /** The records of all queries and routers with a score that names them. */
  List<Expected> records() {
    List<Expected> records = new ArrayList<>();
    Set<List<String>> keys = new LinkedHashSet<>(scoresByRouter.keySet());
    for (List<String> keyAndRouter : keys) {
      List<String> key = keyAndRouter.subList(0, keyAndRouter.size() - 1);
      String router = keyAndRouter.get(key.size());
      String exclusion = exclusion(key, router);
      List<QueryRow> found = queriesByKey.getOrDefault(key, List.of());
      boolean wanted =
          exclusion == null
              || exclusion.equals("partly-scored")
              || exclusion.equals("labels-incomplete");
      List<String> segments =
          wanted
              ? found.get(0).segments()
              : Collections.nCopies(lake.segmentColumns().size(), null);
      List<Double> values = null;
      List<Boolean> correct = null;
      String state = null;
      if (exclusion == null) {
        values = new ArrayList<>();
        correct = new ArrayList<>();
        for (String model : pools.get(router)) {
          for (ScoreRow row : scoresByRouter.get(keyAndRouter)) {
            if (row.model().equals(model)) {
              values.add(row.score());
            }
          }
          correct.add(label(key, model));
        }
        boolean any = correct.contains(true);
        state =
            correct.contains(null)
                ? any ? "partly-answerable" : "undecided"
                : any ? "answerable" : "unanswerable";
      }
      String date =
          reading.keyedByDate()
              ? key.get(0)
              : reading.datesKnown() ? latest(found) : null; // of duplicates
      records.add(
          new Expected(
              date, key.get(key.size() - 1), router, values, correct, state, segments, exclusion));
    }
    return records;
  }

  private static String latest(List<QueryRow> rows) {
    return rows.stream()
        .map(QueryRow::date)
        .filter(date -> date != null)
        .max(String::compareTo)
        .orElse(null);
  }

  private String own(QueryRow row) {
    return ofKey(row.date(), row.queryId());
  }

  private String own(ScoreRow row) {
    if (!isNamed(row.router()) || !isNamed(row.model())) {
      return "null-key";
    }
    String own = ofKey(row.date(), row.queryId());
    if (own != null) {
      return own;
    }
    if (isForeign(row.model())) {
      return "model-outside-pool";
    }
    return row.score() != null && !Double.isFinite(row.score()) ? "non-finite-score" : null;
  }

  private String own(OutcomeRow row) {
    if (!isNamed(row.model())) {
      return "null-key";
    }
    String own = ofKey(row.date(), row.queryId());
    return own != null ? own : isForeign(row.model()) ? "model-outside-pool" : null;
  }

  private String ofKey(String date, String id) {
    if (id == null || (reading.keyedByDate() && date == null)) {
      return "null-key";
    }
    return reading.keyedByDate() && !isDay(date) ? "malformed-date" : null;
  }

  private boolean isForeign(String model) {
    return !reading.configuredPool().isEmpty() && !reading.configuredPool().contains(model);
  }

  private boolean isRead(String date) {
    return !reading.keyedByDate() || date == null || !isDay(date) || isInside(date);
  }

  private boolean isInside(String date) {
    if (reading.from() == null && reading.to() == null) {
      return true;
    }
    return date != null
        && (reading.from() == null || date.compareTo(reading.from()) >= 0)
        && (reading.to() == null || date.compareTo(reading.to()) < 0);
  }

  private static boolean isDay(String date) {
    try {
      return LocalDate.parse(date).toString().equals(date);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean isNamed(String name) {
    return name != null && !name.isBlank();
  }

  private List<String> key(String date, String... rest) {
    List<String> key = new ArrayList<>();
    if (reading.keyedByDate()) {
      key.add(date);
    }
    key.addAll(Arrays.asList(rest));
    return key;
  }

  private static List<String> with(List<String> key, String last) {
    List<String> longer = new ArrayList<>(key);
    longer.add(last);
    return longer;
  }
}
