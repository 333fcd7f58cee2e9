package dev.racer.bench.contender;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.conformal.ThresholdRank;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The same in DuckDB. Its {@code quantile_disc(q)} is the value at rank {@code ceil(q n)}, at least
 * 1. What it is asked in a timed run is what one would ask, {@code q = 1 - alpha}, so that it has
 * the shortest query; only some of the ranks are ours then. At our ranks k it is asked for {@code q
 * = (k - 1/2) / n}, once.
 */
final class DuckDbContender implements Contender {
  private static final String SQL =
      """
      WITH best AS (
        SELECT s.query_id, max(score) AS top, max(score) FILTER (correct) AS top_correct
        FROM read_parquet(%1$s) s JOIN read_parquet(%2$s) o USING (query_id, model)
        GROUP BY s.query_id),
      critical AS (
        SELECT
          benchmark,
          greatest(top, 1 - top) - coalesce(top_correct, 1 - top) AS gap,
          1 - coalesce(top_correct, 1 - top) AS inverse_probability
        FROM best JOIN read_parquet(%3$s) USING (query_id))
      SELECT
        benchmark, count(*), quantile_disc(gap, [%4$s]), quantile_disc(inverse_probability, [%4$s])
      FROM critical
      GROUP BY GROUPING SETS ((benchmark), ())
      """;

  private final Workload workload;
  private final Connection connection;

  DuckDbContender(Workload workload, Resources resources) {
    this.workload = workload;
    try {
      this.connection = DriverManager.getConnection("jdbc:duckdb:");
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET threads = " + resources.cores());
        statement.execute("SET memory_limit = '" + resources.memory().mebibytes() + "MiB'");
        statement.execute("SET temp_directory = " + literal(resources.scratch()));
        statement.execute("SET preserve_insertion_order = false"); // as no order is wanted
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot open DuckDB: " + e.getMessage(), e);
    }
  }

  @Override
  public String engine() {
    try (Statement statement = connection.createStatement();
        ResultSet version = statement.executeQuery("SELECT version()")) {
      version.next();
      return "DuckDB " + version.getString(1);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void prepare() {}

  @Override
  public List<Threshold> run() {
    List<BigDecimal> levels =
        Workload.RISK_LEVELS.stream().map(RiskLevel::value).map(BigDecimal.ONE::subtract).toList();
    List<Threshold> thresholds = new ArrayList<>();
    for (Answer answer : ask(levels.stream().map(BigDecimal::toPlainString).toList())) {
      for (int level = 0; level < levels.size(); level++) {
        BigDecimal rank = levels.get(level).multiply(BigDecimal.valueOf(answer.n()));
        long atLeastOne = Math.max(1, rank.setScale(0, RoundingMode.CEILING).longValueExact());
        thresholds.addAll(answer.thresholds(level, atLeastOne, level));
      }
    }
    return thresholds;
  }

  @Override
  public List<Threshold> runAtOurRanks() {
    Map<String, Long> sizes = sizes();
    Set<String> wanted = new LinkedHashSet<>();
    sizes.values().forEach(n -> ranks(n).values().forEach(rank -> wanted.add(quantile(rank, n))));
    List<String> quantiles = List.copyOf(wanted);
    List<Threshold> thresholds = new ArrayList<>();
    for (Answer answer : ask(quantiles)) {
      ranks(answer.n())
          .forEach(
              (level, rank) ->
                  thresholds.addAll(
                      answer.thresholds(
                          level, rank, quantiles.indexOf(quantile(rank, answer.n())))));
    }
    return thresholds;
  }

  /** By number of the risk level; infeasible ones are left out. */
  private static Map<Integer, Long> ranks(long n) {
    Map<Integer, Long> ranks = new LinkedHashMap<>();
    for (int level = 0; level < Workload.RISK_LEVELS.size(); level++) {
      if (ThresholdRank.expected(n, Workload.RISK_LEVELS.get(level))
          instanceof ThresholdRank.AtRank at) {
        ranks.put(level, at.k());
      }
    }
    return ranks;
  }

  /** Half a rank away from where the rounding of a double could matter. */
  private static String quantile(long rank, long n) {
    return Double.toString((rank - 0.5) / n) + "::DOUBLE";
  }

  private Map<String, Long> sizes() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    String sql =
        "SELECT benchmark, count(*) FROM read_parquet("
            + files(workload.queries())
            + ") GROUP BY GROUPING SETS ((benchmark), ())";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sizes.put(segment(rows), rows.getLong(2));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return sizes;
  }

  private List<Answer> ask(List<String> quantiles) {
    String sql =
        SQL.formatted(
            files(workload.routerScores()),
            files(workload.outcomes()),
            files(workload.queries()),
            quantiles.stream().collect(Collectors.joining(", ")));
    List<Answer> answers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answers.add(
            new Answer(segment(rows), rows.getLong(2), List.of(values(rows, 3), values(rows, 4))));
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    return answers;
  }

  private static String segment(ResultSet row) throws SQLException {
    String segment = row.getString(1);
    return row.wasNull() ? Workload.ALL : segment;
  }

  private static List<Double> values(ResultSet row, int column) throws SQLException {
    List<Double> values = new ArrayList<>();
    for (Object value : (Object[]) row.getArray(column).getArray()) {
      values.add((Double) value);
    }
    return values;
  }

  private static String files(Path table) {
    return literal(table.resolve("*").resolve("*.parquet"));
  }

  private static String literal(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  private static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("DuckDB: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * A row of the result.
   *
   * @param values by nonconformity and quantile
   */
  private record Answer(String segment, long n, List<List<Double>> values) {
    List<Threshold> thresholds(int level, long rank, int quantile) {
      List<Threshold> thresholds = new ArrayList<>();
      for (int kind = 0; kind < Workload.NONCONFORMITIES.size(); kind++) {
        thresholds.add(
            new Threshold(
                segment,
                Workload.NONCONFORMITIES.get(kind),
                Workload.RISK_LEVELS.get(level).text(),
                n,
                rank,
                values.get(kind).get(quantile)));
      }
      return thresholds;
    }
  }
}
