package dev.racer.core.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.score.FixedPoint;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThresholdsJsonPropertyTest {
  private static final Pattern SIZE = Pattern.compile("\"mean_set_size\":([^,]+),");
  private static final Pattern THRESHOLD = Pattern.compile("\"threshold\":([^,]+),");

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void doublesAreTheShortestDecimalsThatReadBack(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      double value = Double.longBitsToDouble(random.nextLong(1L << 52, 0x7FF0L << 48)); // normal
      RowBuilder row = new RowBuilder();
      row.meanSetSize = OptionalDouble.of(value);

      String text = match(SIZE, ThresholdsJson.row(row.build()));

      assertThat(Double.parseDouble(text)).isEqualTo(value);
      assertThat(new BigDecimal(text).stripTrailingZeros().precision())
          .isLessThanOrEqualTo(digitsNeeded(value));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void thresholdsReadBackToTheSameFixedPoint(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      long fixed = random.nextLong(-(1L << 52), (1L << 52) + 1) >> random.nextInt(53);
      RowBuilder row = new RowBuilder();
      row.threshold = OptionalDouble.of(FixedPoint.toDouble(fixed));

      String text = match(THRESHOLD, ThresholdsJson.row(row.build()));

      assertThat(FixedPoint.of(Double.parseDouble(text))).isEqualTo(fixed);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void documentsReadBackAndDoNotDependOnTheOrderOfRows(long seed) {
    Random random = new Random(seed);
    PublishedThreshold[] rows = {
      anyRow(random, "all", "0.05"),
      anyRow(random, "all", "0.10"),
      anyRow(random, "benchmark=mmlu", "0.10"),
      anyRow(random, "tenant=a%26b&language=", "0.10"),
      anyRow(random, "rest(benchmark)", "1e-2")
    };
    PublishedThresholds document = Documents.of(rows);
    byte[] bytes = ThresholdsJson.write(document);
    List<PublishedThreshold> shuffled = Arrays.asList(rows.clone());
    Collections.shuffle(shuffled, random);

    assertThat(ThresholdsJson.read(bytes)).isEqualTo(document);
    assertThat(ThresholdsJson.write(ThresholdsJson.read(bytes))).isEqualTo(bytes);
    assertThat(ThresholdsJson.write(Documents.of(shuffled.toArray(new PublishedThreshold[0]))))
        .isEqualTo(bytes);
  }

  private static PublishedThreshold anyRow(Random random, String segment, String riskLevel) {
    RowBuilder row = new RowBuilder().segment(segment);
    row.riskLevel = riskLevel;
    row.inForce = riskLevel.equals("0.10");
    switch (random.nextInt(4)) {
      case 0 -> {
        row.infeasible();
        row.n = 0;
        row.segmentN = random.nextInt(1000);
      }
      case 1 -> row.withoutThreshold("unreachable");
      case 2 -> {
        row.guarantee = "pac";
        row.inForce = false;
        row.delta = Optional.of(BigDecimal.valueOf(1 + random.nextInt(1 << 30), 18));
        measure(row, random);
      }
      default -> measure(row, random);
    }
    return row.build();
  }

  private static void measure(RowBuilder row, Random random) {
    row.n = random.nextLong(9, Long.MAX_VALUE);
    row.nTotal = Long.MAX_VALUE;
    row.rank = OptionalLong.of(random.nextLong(1, row.n + 1));
    row.threshold = OptionalDouble.of(FixedPoint.toDouble(random.nextLong(1L << 41)));
    row.empiricalRisk = OptionalDouble.of(random.nextDouble());
    row.answerableMissRate =
        random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble());
    row.meanSetSize = OptionalDouble.of(7 * random.nextDouble());
    double lower = random.nextDouble();
    row.trueRiskInterval =
        Optional.of(
            new PublishedThreshold.Interval(lower, lower + (1 - lower) * random.nextDouble()));
  }

  private static int digitsNeeded(double value) {
    int digits = 1;
    while (new BigDecimal(value)
            .round(new MathContext(digits, RoundingMode.HALF_EVEN))
            .doubleValue()
        != value) {
      digits++;
    }
    return digits;
  }

  private static String match(Pattern pattern, String row) {
    Matcher matcher = pattern.matcher(row);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
