package dev.racer.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NightDaysTest {
  @Test
  void theNewestDayIsAsOldAsLabelsMustBeAndTheWindowEndsWithIt() {
    NightDays days = NightDays.of(LocalDate.of(2024, 3, 2), 3, 1);

    assertThat(days.newest()).isEqualTo("2024-03-01");
    assertThat(days.all())
        .containsExactly(
            LocalDate.of(2024, 2, 28), LocalDate.of(2024, 2, 29), LocalDate.of(2024, 3, 1));
  }

  @Test
  void aYearWithoutLeapDayHasNone() {
    assertThat(NightDays.of(LocalDate.of(2026, 3, 1), 2, 0).all())
        .containsExactly(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 1));
  }

  @Test
  void anOutlookNamesTheFirstRunThatHasEnough() {
    LocalDate date = LocalDate.of(2026, 11, 22);

    assertThat(Outlook.of("knn", "all", 3, 9, 2, date, 30).feasibleOn())
        .contains(LocalDate.of(2026, 11, 25));
    assertThat(Outlook.of("knn", "all", 3, 9, 3, date, 30).feasibleOn())
        .contains(LocalDate.of(2026, 11, 24));
  }

  @Test
  void anOutlookIsEmptyWhereTheWindowNeverHoldsEnough() {
    LocalDate date = LocalDate.of(2026, 11, 22);

    assertThat(Outlook.of("knn", "all", 3, 99, 3, date, 30).feasibleOn())
        .isEqualTo(Optional.empty());
    assertThat(Outlook.of("knn", "all", 0, 9, 0, date, 30).feasibleOn()).isEmpty();
  }
}
