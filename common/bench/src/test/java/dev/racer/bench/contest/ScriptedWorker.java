package dev.racer.bench.contest;

import dev.racer.bench.contender.Contender;
import dev.racer.bench.contender.Threshold;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A worker whose contender does what its name says. */
public final class ScriptedWorker {
  private ScriptedWorker() {}

  /** Runs the worker; the argument is the name of a {@link Script}. */
  public static void main(String[] arguments) {
    Script script = Script.valueOf(arguments[0]);
    PrintStream answers = System.out;
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    new Worker(
            () -> {
              script.onOpen();
              return new Scripted(script);
            },
            requests,
            answers)
        .serve();
    System.exit(0);
  }

  /** The command that starts it. */
  static List<String> command(Script script) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        ScriptedWorker.class.getName(),
        script.name());
  }

  enum Script {
    FINE,
    FAILS_ON_OPENING {
      @Override
      void onOpen() {
        throw new IllegalStateException("no such engine");
      }
    },
    HANGS_ON_OPENING {
      @Override
      void onOpen() {
        hang();
      }
    },
    FAILS_ON_RUNNING {
      @Override
      void onRun() {
        throw new IllegalStateException("outer", new IllegalArgumentException("no such table"));
      }
    },
    HANGS_ON_RUNNING {
      @Override
      void onRun() {
        hang();
      }
    },
    DIES {
      @Override
      void onRun() {
        Runtime.getRuntime().halt(7);
      }
    };

    void onOpen() {}

    void onRun() {}

    private static void hang() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private record Scripted(Script script) implements Contender {
    @Override
    public String engine() {
      return "Script " + script;
    }

    @Override
    public void prepare() {}

    @Override
    public List<Threshold> run() {
      script.onRun();
      return List.of(new Threshold("all", "gap", "0.10", 9, 9, 0.5));
    }

    @Override
    public List<Threshold> runAtOurRanks() {
      return run();
    }

    @Override
    public void close() {}
  }
}
