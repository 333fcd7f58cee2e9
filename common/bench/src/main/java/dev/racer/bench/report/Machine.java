package dev.racer.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a measurement ran on.
 *
 * @param system operating system and kernel
 * @param cpu model of the processor
 * @param cores that the machine has; a contender may use fewer
 * @param memoryBytes that the machine has; 0 where the system does not tell
 * @param loadAverage of the minute before; negative where the system does not tell
 * @param jdk version of the Java runtime
 */
public record Machine(
    String system, String cpu, int cores, long memoryBytes, double loadAverage, String jdk) {

  /** This machine, now. */
  public static Machine read() {
    return new Machine(
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        firstValue(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        kibibytes(firstValue(Path.of("/proc/meminfo"), "MemTotal")),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
  }

  /** Memory that could be had now, in bytes; 0 where the system does not tell. */
  public static long availableMemoryBytes() {
    return kibibytes(firstValue(Path.of("/proc/meminfo"), "MemAvailable"));
  }

  private static long kibibytes(String value) {
    String digits = value.replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
  }

  private static String firstValue(Path file, String name) {
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
