package dev.racer.bench.contender;

import dev.racer.spark.session.Sessions;
import java.util.List;

/** The kernel in a session of its own. */
final class KernelContender implements Contender {
  private final Sessions.OpenSession session = Sessions.open("racer bench kernel");
  private final Kernel kernel;

  KernelContender(Workload workload) {
    this.kernel = new Kernel(session.spark(), workload);
  }

  @Override
  public String engine() {
    return "Spark " + session.spark().version();
  }

  @Override
  public void prepare() {
    session.spark().catalog().clearCache();
  }

  @Override
  public List<Threshold> run() {
    return kernel.thresholds();
  }

  @Override
  public List<Threshold> runAtOurRanks() {
    return List.of(); // that is what run does
  }

  @Override
  public void close() {
    session.close();
  }
}
