package dev.racer.bench.contest;

import java.util.Arrays;
import java.util.Optional;

/** What a worker can be told, one word on a line. */
enum Request {
  /** Run, and measure. */
  RUN("run"),
  /** Run at our ranks; not measured. */
  RUN_AT_OUR_RANKS("run-at-our-ranks"),
  /** Close everything and end. */
  STOP("stop");

  private final String word;

  Request(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static Optional<Request> ofWord(String word) {
    return Arrays.stream(values()).filter(request -> request.word.equals(word)).findFirst();
  }
}
