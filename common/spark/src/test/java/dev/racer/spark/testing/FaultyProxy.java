package dev.racer.spark.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Stands between a client and a store that speaks HTTP, and spoils what it is told to: one request
 * per connection, bodies with a length.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final Charset ISO = StandardCharsets.ISO_8859_1;
  private static final String EXPECT = "expect:";

  /** What goes wrong. */
  public enum Fault {
    /** The connection is cut when half of the request has passed. */
    CUT_REQUEST,
    /** The request passes, the store acts, and the connection is cut before the answer. */
    LOSE_ANSWER,
    /** The answer comes a second late. */
    SLOW,
    /** The store does not get the request; the client hears 503, slow down. */
    UNAVAILABLE
  }

  private final ServerSocket server;
  private final int upstream;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Plan plan = new Plan(line -> false, Fault.SLOW, new AtomicInteger());

  private record Plan(Predicate<String> requests, Fault fault, AtomicInteger times) {
    boolean strikes(String requestLine) {
      return requests.test(requestLine) && times.getAndDecrement() > 0;
    }
  }

  private FaultyProxy(ServerSocket server, int upstream) {
    this.server = server;
    this.upstream = upstream;
  }

  /** Starts in front of a port of this machine; spoils nothing yet. */
  public static FaultyProxy start(int upstream) {
    try {
      FaultyProxy proxy =
          new FaultyProxy(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), upstream);
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen", e);
    }
  }

  /**
   * Spoils the next requests.
   *
   * @param requests which, by their first line, such as {@code PUT /bucket/key HTTP/1.1}
   * @param fault how
   * @param times how many of them
   */
  public void spoil(Predicate<String> requests, Fault fault, int times) {
    plan = new Plan(requests, fault, new AtomicInteger(times));
  }

  /** How many requests are still to be spoiled; below 0 when more came than were to be. */
  public int remaining() {
    return plan.times.get();
  }

  /** Where it answers. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      byte[] head = head(client.getInputStream());
      if (head.length == 0) {
        return; // a connection that was opened and not used
      }
      List<String> lines = new ArrayList<>(List.of(new String(head, ISO).split("\r\n")));
      if (lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(EXPECT))) {
        client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO));
      }
      byte[] body = client.getInputStream().readNBytes(length(lines));
      lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("connection:"));
      lines.add("Connection: close");
      byte[] request = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO);
      if (plan.strikes(lines.get(0))) {
        spoil(plan.fault, client.getOutputStream(), request, body);
      } else {
        client.getOutputStream().write(ask(request, body, body.length));
      }
    } catch (IOException e) {
      // one of the two went away, as happens to a proxy: the other one finds the connection closed
      closeQuietly(client);
    }
  }

  private void spoil(Fault fault, OutputStream client, byte[] request, byte[] body)
      throws IOException {
    switch (fault) {
      case CUT_REQUEST -> ask(request, body, body.length / 2);
      case LOSE_ANSWER -> ask(request, body, body.length);
      case SLOW -> {
        byte[] answer = ask(request, body, body.length);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        client.write(answer);
      }
      case UNAVAILABLE -> {
        String text = "<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>";
        client.write(
            ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: "
                    + text.length()
                    + "\r\nConnection: close\r\n\r\n"
                    + text)
                .getBytes(ISO));
      }
    }
  }

  /** Sends a request, or the first part of it, and reads the answer to the whole. */
  private byte[] ask(byte[] request, byte[] body, int sent) throws IOException {
    try (Socket store = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      store.getOutputStream().write(request);
      store.getOutputStream().write(body, 0, sent);
      store.getOutputStream().flush();
      return sent < body.length ? new byte[0] : store.getInputStream().readAllBytes();
    }
  }

  private static byte[] head(InputStream input) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = input.read();
      if (next < 0) {
        return new byte[0];
      }
      head.write(next);
      boolean isExpected = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = isExpected ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static int length(List<String> lines) {
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
