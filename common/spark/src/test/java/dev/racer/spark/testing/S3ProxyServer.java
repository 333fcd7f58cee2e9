package dev.racer.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A store that speaks S3, as a process of its own on this machine: signatures are checked, and one
 * of any number of create-only puts wins. It holds one bucket, {@value #BUCKET}.
 */
public final class S3ProxyServer implements AutoCloseable {
  /** The bucket that is there. */
  public static final String BUCKET = "racer";

  private static final String ACCESS_KEY = "local-identity";
  private static final String SECRET_KEY = "local-credential-of-tests";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Process process;
  private final Path folder;
  private final int port;

  private S3ProxyServer(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Starts a store without objects; returns when it answers. */
  public static S3ProxyServer start() {
    try {
      Path folder = Files.createTempDirectory("s3proxy");
      Files.createDirectories(folder.resolve("data").resolve(BUCKET));
      int port = freePort();
      Path properties =
          Files.writeString(
              folder.resolve("s3proxy.conf"),
              String.join(
                  "\n",
                  "s3proxy.endpoint=http://127.0.0.1:" + port,
                  "s3proxy.authorization=aws-v2-or-v4",
                  "s3proxy.identity=" + ACCESS_KEY,
                  "s3proxy.credential=" + SECRET_KEY,
                  "jclouds.provider=filesystem",
                  "jclouds.filesystem.basedir=" + folder.resolve("data"),
                  ""));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-jar",
                  System.getProperty("racer.s3proxy-jar"),
                  "--properties",
                  properties.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      S3ProxyServer server = new S3ProxyServer(process, folder, port);
      server.awaitAnswer();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start S3Proxy", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer() throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          String log = Files.readString(folder.resolve("log"));
          close();
          throw new IOException("S3Proxy does not answer:\n" + log, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  /** The port that it listens on, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Where it answers: {@code http://127.0.0.1:port}. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Settings by which Hadoop finds it; the keys to it are not among them. */
  public Map<String, String> hadoopConf() {
    return hadoopConf(endpoint());
  }

  /** Settings by which Hadoop finds it, or what stands in front of it. */
  public static Map<String, String> hadoopConf(String endpoint) {
    return Map.of(
        "fs.s3a.endpoint", endpoint,
        "fs.s3a.endpoint.region", "external",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.connection.ssl.enabled", "false",
        // a store on this machine is soon well again, or not at all
        "fs.s3a.attempts.maximum", "4",
        "fs.s3a.retry.limit", "3",
        "fs.s3a.retry.interval", "50ms",
        "fs.s3a.retry.throttle.limit", "3",
        "fs.s3a.retry.throttle.interval", "50ms");
  }

  /** The keys to it, for a process of its own. */
  public Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  /** The keys to it as settings of Hadoop, for this process. */
  public static Map<String, String> keys() {
    return Map.of("fs.s3a.access.key", ACCESS_KEY, "fs.s3a.secret.key", SECRET_KEY);
  }

  /** Settings and keys together, for this process. */
  public Map<String, String> hadoopConfWithKeys() {
    Map<String, String> all = new HashMap<>(hadoopConf());
    all.putAll(keys());
    return Map.copyOf(all);
  }

  /** Where its objects lie as files. */
  public Path data() {
    return folder.resolve("data").resolve(BUCKET);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      try (var paths = Files.walk(folder)) {
        List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
