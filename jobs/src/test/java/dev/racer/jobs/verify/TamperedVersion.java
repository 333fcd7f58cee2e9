package dev.racer.jobs.verify;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.jobs.BuildInfo;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of a publication with one version, to be changed behind its back. */
public final class TamperedVersion {
  private final Path output;
  private final String publication;

  private TamperedVersion(Path output, String publication) {
    this.output = output;
    this.publication = publication;
  }

  /** Copies a publication. */
  public static TamperedVersion copy(Path from, Path to, String publication) {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TamperedVersion(to, publication);
  }

  public PublicationStore store() {
    return PublicationStore.local(output, publication);
  }

  public Commit commit() {
    return store().current().orElseThrow();
  }

  public Certificate verify() {
    PublicationStore store = store();
    return VersionVerifier.verify(store.folder(), publication, commit(), BuildInfo.read());
  }

  /** A file or folder of the publication. */
  public Path path(String name) {
    return output.resolve(publication).resolve(name);
  }

  /** A file or folder of the version. */
  public Path ofVersion(String name) {
    return path(commit().attempt()).resolve(name);
  }

  /** Files whose names are not hidden, apart from those of runs; relative, in order. */
  public List<String> files() {
    Path root = path("");
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .filter(name -> !name.startsWith("runs"))
          .filter(name -> !name.contains("/.") && !name.startsWith("_", name.lastIndexOf('/') + 1))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes a text file. */
  public void edit(Path file, UnaryOperator<String> change) {
    try {
      String before = Files.readString(file);
      String after = change.apply(before);
      if (after.equals(before)) {
        throw new IllegalArgumentException("Nothing is changed in " + file);
      }
      Files.writeString(file, after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flips the bits of one byte. */
  public void flip(Path file, int at) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[at] ^= 0x15;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes all digests and counts of bytes fit what is there: arithmetic alone can tell then. */
  public void seal() {
    Commit commit = commit();
    Attempt attempt = store().attempt(commit);
    try {
      Manifest manifest =
          Manifest.fromJson(Files.readAllBytes(ofVersion(Manifest.FILE)), Manifest.FILE);
      List<Manifest.Output> outputs = new ArrayList<>();
      for (Manifest.Output output : manifest.outputs()) {
        outputs.add(
            output.rows().isPresent()
                ? Publisher.table(attempt, output.path(), output.rows().getAsLong())
                : Publisher.file(attempt, output.path()));
      }
      byte[] sealed = withOutputs(manifest, outputs).toJson();
      Files.write(ofVersion(Manifest.FILE), sealed);
      Commit again =
          new Commit(
              commit.sequence(),
              commit.kind(),
              commit.runId(),
              commit.attempt(),
              Sha256.hex(sealed),
              Sha256.hex(Files.readAllBytes(ofVersion(Publisher.THRESHOLDS))),
              commit.date(),
              commit.pinned(),
              commit.committedAt(),
              commit.validUntil(),
              commit.reason());
      Files.write(path(CommitLog.file(commit.sequence())), again.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Manifest withOutputs(Manifest manifest, List<Manifest.Output> outputs) {
    return new Manifest(
        manifest.runId(),
        manifest.publication(),
        manifest.code(),
        manifest.seed(),
        manifest.range(),
        manifest.config(),
        manifest.inputs(),
        manifest.quality(),
        outputs,
        manifest.applied(),
        manifest.night());
  }

  /** The manifest with a text in it replaced. */
  public void editManifest(String from, String to) {
    edit(ofVersion(Manifest.FILE), text -> text.replace(from, to));
    if (!new String(bytes(ofVersion(Manifest.FILE)), StandardCharsets.UTF_8).contains(to)) {
      throw new IllegalArgumentException("Nothing is changed");
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
