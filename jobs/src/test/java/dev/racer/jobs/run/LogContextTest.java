package dev.racer.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;

@ExtendWith(LocalSpark.class)
class LogContextTest {
  private static final List<String> NAMES = List.of("run_id", "verb", "date");

  @AfterEach
  void forget(SparkSession spark) {
    NAMES.forEach(name -> spark.sparkContext().setLocalProperty("mdc." + name, null));
    List.of("id", "verb", "date").forEach(name -> System.clearProperty("racer.run." + name));
  }

  @Test
  void tasksHaveItInTheirDiagnosticContext(SparkSession spark) {
    LogContext.begin(
        spark.sparkContext(), "nightly", Optional.of(LocalDate.of(2026, 11, 22)), "none");
    LogContext.identify(spark.sparkContext(), "80480b8fa0ad75bc");

    List<String> told =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(NAMES, 2)
            .map(name -> String.valueOf(MDC.get("mdc." + name)))
            .collect();

    assertThat(told).containsExactly("80480b8fa0ad75bc", "nightly", "2026-11-22");
  }

  @Test
  void layoutLooksWhereItIsTold(SparkSession spark) throws IOException {
    LogContext.begin(spark.sparkContext(), "calibrate", Optional.empty(), "80480b8fa0ad75bc");

    String layout =
        Files.readString(
            Path.of(System.getProperty("racer.root"), "conf", "log4j2-json.properties"));
    assertThat(System.getProperty("racer.run.id")).isEqualTo("80480b8fa0ad75bc");
    assertThat(System.getProperty("racer.run.date")).isEmpty();
    for (String name : NAMES) {
      String property = "racer.run." + (name.equals("run_id") ? "id" : name);
      assertThat(layout)
          .contains("\"%s\":\"$${sys:%s:-$${ctx:mdc.%s:-}}\"".formatted(name, property, name));
      assertThat(System.getProperties()).containsKey(property);
    }
  }
}
