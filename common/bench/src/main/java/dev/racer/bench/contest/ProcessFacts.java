package dev.racer.bench.contest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system knows of this process. */
public final class ProcessFacts {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessFacts() {}

  /** CPU time of all threads so far; zero where the system does not tell. */
  public static Duration cpuTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The largest resident memory so far; 0 where the system does not tell. */
  public static long peakMemoryBytes() {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024) // kB
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + STATUS, e);
    }
  }
}
