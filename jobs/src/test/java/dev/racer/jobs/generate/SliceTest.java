package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceTest {
  private static final LocalDate START = LocalDate.of(2026, 2, 27);

  @ParameterizedTest(name = "{1} queries, {0} days, {2} per slice")
  @CsvSource({
    "3, 10, 2",
    "3, 10, 100",
    "5, 3, 1",
    "1, 7, 3",
    "2, 1, 1",
    "30, 1000, 7",
    "2, 9, 9223372036854775807"
  })
  void slicesCoverEveryQueryOnceAndNoSliceSpansDays(int days, long queries, long perSlice) {
    List<Slice> slices = Slice.cut(START, days, queries, perSlice);

    long next = 0;
    LocalDate date = START;
    for (Slice slice : slices) {
      assertThat(slice.from()).isEqualTo(next);
      assertThat(slice.to() - slice.from()).isBetween(1L, perSlice);
      assertThat(slice.date()).isBetween(date, START.plusDays(days - 1L));
      assertThat(slice.queriesOfDay()).isBetween(queries / days, queries / days + 1);
      assertThat(slice.from()).isGreaterThanOrEqualTo(slice.firstOfDay());
      assertThat(slice.to()).isLessThanOrEqualTo(slice.firstOfDay() + slice.queriesOfDay());
      next = slice.to();
      date = slice.date();
    }
    assertThat(next).isEqualTo(queries);
    assertThat(Slice.count(days, queries, perSlice)).isEqualTo(slices.size());
  }
}
