package dev.racer.core.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MonotoneSearchTest {
  @Test
  void findsTheFirstFromEveryGuess() {
    int searches = 0;
    for (int high = 3; high < 30; high++) {
      for (int first = 3; first <= high; first++) {
        for (int guess = -2; guess < 34; guess++) {
          int edge = first;
          assertThat(MonotoneSearch.first(3, high, guess, x -> x >= edge)).isEqualTo(first);
          searches++;
        }
      }
    }
    assertThat(searches).isGreaterThan(10_000);
  }

  @Test
  void asksTwiceWhenTheGuessIsRight() {
    AtomicInteger asked = new AtomicInteger();

    long first =
        MonotoneSearch.first(
            0,
            1L << 62,
            1_000_000,
            x -> {
              asked.incrementAndGet();
              return x >= 1_000_000;
            });

    assertThat(first).isEqualTo(1_000_000);
    assertThat(asked).hasValue(2);
  }

  @Test
  void spansTheWholeRange() {
    assertThat(MonotoneSearch.first(0, 1L << 62, 0, x -> x >= (1L << 62) - 1))
        .isEqualTo((1L << 62) - 1);
    assertThat(MonotoneSearch.first(0, 1L << 62, Long.MAX_VALUE, x -> true)).isZero();
    assertThat(MonotoneSearch.first(0, 1L << 62, 5, x -> false)).isEqualTo(1L << 62);
  }
}
