package dev.racer.bench.report;

import dev.racer.bench.contender.Threshold;
import dev.racer.bench.report.Comparison.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as tests want them. */
final class Results {
  private Results() {}

  /** A contender whose warm runs took so many seconds, and twice that of CPU time. */
  static Outcome measured(String name, double... seconds) {
    List<Run> warm = new ArrayList<>();
    for (int i = 0; i < seconds.length; i++) {
      warm.add(new Run(i + 1, seconds[i], 2 * seconds[i]));
    }
    return Outcome.measured(
        name,
        "Engine of " + name,
        List.of(new ColdRun(1, true, 1.5, 2.5, 20.25, 30.5, 3L << 30)),
        List.of(new Run(1, 11, 12)),
        warm,
        2L << 30,
        true,
        name.equals("duckdb")
            ? List.of(
                new Comparison(Question.AS_TIMED, 80, 0, 17, 17, 17, 1.2e-7),
                new Comparison(Question.AT_OUR_RANKS, 80, 0, 80, 80, 80, 0))
            : List.of());
  }

  /** A result for a lake of so many queries. */
  static Result of(long queries, List<Outcome> contenders) {
    return new Result(
        Result.SCHEMA_VERSION,
        "2026-11-22T10:15:30Z",
        "2026-11-22T10:25:30Z",
        "0.1.0",
        "0123456789abcdef0123456789abcdef01234567",
        new Machine("Linux 6.1 amd64", "Some CPU", 4, 8L << 30, 0.25, "A VM 17.0.15+6"),
        new Setup(
            queries,
            7,
            3,
            1,
            1,
            2,
            "4g",
            1800,
            List.of("all"),
            List.of("gap"),
            List.of("0.10"),
            List.of("-Xmx4g"),
            List.of("-Xmx512m"),
            new TreeMap<>(Map.of("spark.master", "local[2]"))),
        new TreeMap<>(Map.of("queries", new TableSize(queries, 7, 1_000))),
        contenders,
        Result.ratios(contenders),
        List.of(new Threshold("all", "gap", "0.10", queries, 9, 0.625)));
  }

  /** A result in which all were measured. */
  static Result complete(long queries) {
    return of(
        queries,
        List.of(
            measured("kernel", 6, 5, 7),
            measured("spark-sql", 40, 41, 42),
            measured("duckdb", 2, 3, 2.5),
            measured("calibrate", 12, 13, 14)));
  }
}
