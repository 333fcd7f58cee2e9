package dev.racer.jobs.show;

import dev.racer.core.published.Commit;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.publication.PublicationStore;
import java.util.OptionalLong;

/** Reads what a publication holds. */
public final class Versions {
  private Versions() {}

  /**
   * The version of that number, or the one in force.
   *
   * @throws ConfigException if there is none
   */
  public static Commit find(PublicationStore store, OptionalLong version) {
    if (version.isEmpty()) {
      return store
          .current()
          .orElseThrow(() -> new ConfigException("Nothing is published yet in " + store.folder()));
    }
    return store
        .commit(version.getAsLong())
        .orElseThrow(
            () ->
                new ConfigException(
                    "There is no version "
                        + version.getAsLong()
                        + " in "
                        + store.folder()
                        + "; found "
                        + store.commits().stream().map(Commit::sequence).toList()));
  }
}
