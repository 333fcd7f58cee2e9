package dev.racer.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {
  @TempDir private Path folder;

  @Test
  void readsWhatItWrote() throws Exception {
    Result result = Results.complete(2_000);
    Path file = folder.resolve("new/result.json");

    ResultFile.write(file, result);

    assertThat(ResultFile.read(file)).isEqualTo(result);
  }

  @Test
  void keepsWhatFailedWithItsMessageAndWithoutATime() throws Exception {
    Outcome failed = Outcome.failed("duckdb", "DuckDB v1", "no memory");
    Path file = folder.resolve("result.json");

    ResultFile.write(file, Results.of(2_000, List.of(failed)));

    assertThat(ResultFile.read(file).contenders()).containsExactly(failed);
    assertThat(ResultFile.read(file).isComplete()).isFalse();
  }

  @Test
  void hasEveryTimingAndTheSumsUnderNamesThatStay() throws Exception {
    JsonNode json = new JsonMapper().readTree(ResultFile.text(Results.complete(2_000)));

    assertThat(json.properties().stream().map(field -> field.getKey()))
        .containsExactly(
            "schema_version",
            "started_at",
            "finished_at",
            "project_version",
            "git_revision",
            "machine",
            "setup",
            "lake",
            "contenders",
            "ratios",
            "thresholds");
    JsonNode duckDb = json.path("contenders").path(2);
    assertThat(duckDb.path("name").asText()).isEqualTo("duckdb");
    assertThat(duckDb.path("warm")).hasSize(3);
    assertThat(duckDb.at("/warm/1/seconds").asDouble()).isEqualTo(3);
    assertThat(duckDb.at("/cold/0/page_cache_dropped").asBoolean()).isTrue();
    assertThat(duckDb.at("/spreads/warm_cpu_seconds/median").asDouble()).isEqualTo(5);
    assertThat(duckDb.at("/comparisons/1/question").asText()).isEqualTo("AT_OUR_RANKS");
    assertThat(json.at("/setup/spark_settings/spark.master").asText()).isEqualTo("local[2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"git_revision\"", "\"page_cache_dropped\"", "\"equal\""})
  void refusesAFileWithoutAField(String field) {
    String text = ResultFile.text(Results.complete(2_000)).replaceFirst(field + " : [^\n]*\n", "");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read(text, Result.class))
        .withMessageContaining(field.replace("\"", "'"));
  }

  @Test
  void refusesAFieldThatItDoesNotKnow() {
    String text = ResultFile.text(Results.complete(2_000)).replaceFirst("\\{", "{ \"more\" : 1,");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read(text, Result.class))
        .withMessageContaining("more");
  }
}
