package dev.racer.jobs.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.report.figure.Front.Option;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontTest {
  private static final Option FULL = new Option(0, 0);
  private static final Option GOOD = new Option(0.5, -0.1);
  private static final Option SAME_AS_GOOD = new Option(0.5, -0.1);
  private static final Option WORSE = new Option(0.4, -0.1);
  private static final Option CHEAP = new Option(0.8, -0.3);
  private static final List<Option> ALL = List.of(CHEAP, WORSE, FULL, GOOD, SAME_AS_GOOD);

  @Test
  void holdsWhatNothingElseBeats() {
    assertThat(ALL.stream().filter(option -> Front.holds(option, ALL)))
        .containsExactly(CHEAP, FULL, GOOD, SAME_AS_GOOD);
  }

  @Test
  void runsFromLeftToRightThroughEachPointOnce() {
    assertThat(Front.corners(ALL)).containsExactly(0.0, 0.0, 0.5, -0.1, 0.8, -0.3);
  }
}
