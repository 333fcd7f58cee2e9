package dev.racer.jobs.config;

import dev.racer.spark.lake.ConfigException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Checks early that a job will be able to write where it is told to. */
public final class WritableFolder {
  private WritableFolder() {}

  /**
   * Refuses a path that is no folder that can be written, and cannot become one because the nearest
   * thing above it that exists is none. Changes nothing.
   *
   * @param place key or option that names the folder, for messages
   * @param folder may be absent
   * @throws ConfigException if it is refused
   */
  public static void require(String place, Path folder) {
    Path existing = folder.toAbsolutePath().normalize();
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw refused(place, folder, existing, "is not a folder");
    }
    if (!Files.isWritable(existing) || !Files.isExecutable(existing)) {
      throw refused(place, folder, existing, "cannot be written");
    }
  }

  private static ConfigException refused(String place, Path folder, Path existing, String why) {
    return new ConfigException(
        place
            + " must be a folder that can be written, got "
            + folder
            + ": "
            + existing
            + " "
            + why);
  }
}
