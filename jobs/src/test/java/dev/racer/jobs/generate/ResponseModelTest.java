package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseModelTest {
  private static final Double EXACT = 1e-9; // the fixed point has converged

  static List<Benchmark> benchmarks() {
    return Benchmark.PAPER_LIKE;
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void meetsAccuraciesAndSharesExactly(Benchmark benchmark) {
    double[] accuracies = benchmark.accuracies().stream().mapToDouble(a -> a).toArray();

    ResponseModel model =
        ResponseModel.fit(accuracies, benchmark.unanswerableShare(), benchmark.allRightShare());

    double mixed = 1 - model.hardShare() - model.easyShare();
    double nobody = mixed;
    double everybody = mixed;
    for (int m = 0; m < accuracies.length; m++) {
      double accuracy = model.easyShare() + mixed * model.mixedAccuracy(m);
      assertThat(accuracy).isCloseTo(accuracies[m], within(EXACT));
      nobody *= 1 - model.mixedAccuracy(m);
      everybody *= model.mixedAccuracy(m);
    }
    assertThat(model.hardShare() + nobody).isCloseTo(benchmark.unanswerableShare(), within(EXACT));
    assertThat(model.easyShare() + everybody).isCloseTo(benchmark.allRightShare(), within(EXACT));
  }

  @Test
  void poolOfOneKeepsItsAccuracy() {
    ResponseModel model = ResponseModel.fit(new double[] {0.6}, 0.15, 0.35);

    double mixed = 1 - model.hardShare() - model.easyShare();
    assertThat(model.easyShare() + mixed * model.mixedAccuracy(0)).isCloseTo(0.6, within(EXACT));
    assertThat(model.hardShare()).isBetween(0.0, 0.4);
  }
}
