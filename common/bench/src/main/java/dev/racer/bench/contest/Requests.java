package dev.racer.bench.contest;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a worker is told. When the one who tells is gone, the process ends, in mid-run or not. */
final class Requests {
  private static final int ABANDONED = 1;

  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();

  private Requests() {}

  static Requests readFrom(BufferedReader reader) {
    Requests requests = new Requests();
    Thread thread = new Thread(() -> requests.readAll(reader), "requests");
    thread.setDaemon(true);
    thread.start();
    return requests;
  }

  private void readAll(BufferedReader reader) {
    try {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String word = line;
        Request request =
            Request.ofWord(word)
                .orElseThrow(() -> new IllegalStateException("No such request: " + word));
        queue.add(request);
        if (request == Request.STOP) {
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      System.err.println("No more requests: " + e);
    }
    Runtime.getRuntime().halt(ABANDONED);
  }

  Request next() {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a request", e);
    }
  }
}
