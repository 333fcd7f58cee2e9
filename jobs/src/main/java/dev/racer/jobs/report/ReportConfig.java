package dev.racer.jobs.report;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.config.WritableFolder;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to report on, and where to: complete and valid once constructed.
 *
 * @param store the publication that holds the evaluation
 * @param run id of the run or of its attempt; empty for the newest evaluation
 * @param riskLevel the risk level in question; empty for 0.10 or the evaluated one next to it
 * @param output folder of the report; empty for none
 * @param notebook file of the notebook; empty for none
 * @param images whether plots are written as PNG, too
 */
public record ReportConfig(
    PublicationStore store,
    Optional<String> run,
    Optional<RiskLevel> riskLevel,
    Optional<Path> output,
    Optional<Path> notebook,
    Images images) {
  /** In which forms plots are written. */
  public enum Images {
    /** As SVG and PNG. */
    ALL,
    /** As SVG alone: for a Java without fonts. */
    NO_PNG
  }

  /**
   * Checks that something is to be written, and where.
   *
   * @throws ConfigException if not
   */
  public ReportConfig {
    if (output.isEmpty() && notebook.isEmpty()) {
      throw new ConfigException(
          "Either --output or --notebook must say what to write, got neither");
    }
    output = output.map(path -> path.toAbsolutePath().normalize());
    notebook = notebook.map(path -> path.toAbsolutePath().normalize());
    output.ifPresent(folder -> WritableFolder.require("--output", folder));
    if (notebook.isPresent()) {
      Path file = notebook.get();
      if (file.getParent() == null || !file.getFileName().toString().endsWith(".ipynb")) {
        throw new ConfigException("--notebook must be a file that ends in .ipynb, got " + file);
      }
      WritableFolder.require("Folder of --notebook", file.getParent());
    }
  }
}
