package dev.racer.jobs.show;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
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

  /**
   * The manifest of a version.
   *
   * @throws DataContractException if it is absent or damaged
   */
  public static Manifest manifest(PublicationStore store, Commit commit) {
    String file = store.attempt(commit).location() + "/" + Manifest.FILE;
    byte[] json = bytes(store, commit, file);
    if (!Sha256.hex(json).equals(commit.manifestSha256())) {
      throw new DataContractException(file + " is not the manifest that was committed");
    }
    return Manifest.fromJson(json, file);
  }

  private static byte[] bytes(PublicationStore store, Commit commit, String file) {
    try {
      return store.folder().bytes(store.attempt(commit).path(Manifest.FILE));
    } catch (NoSuchFileException e) {
      throw new DataContractException(file + " is missing from a committed version", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
    }
  }
}
