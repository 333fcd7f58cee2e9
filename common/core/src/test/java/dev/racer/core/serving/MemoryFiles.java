package dev.racer.core.serving;

import dev.racer.core.pool.Sha256;
import dev.racer.core.published.AttemptId;
import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitLog;
import dev.racer.core.published.PublicationFiles;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A publication as an object store would hold it; also what a gateway has to write for one. */
final class MemoryFiles implements PublicationFiles {
  static final Instant COMMITTED = Instant.parse("2026-11-22T10:15:30Z");
  private static final String RUN = "00000000000000aa";

  /** What happens at a moment of the test's choice. */
  interface Event {
    void happen() throws IOException;
  }

  private Event beforeRead = () -> {};

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  @Override
  public List<String> names(String folder) {
    String prefix = folder + "/";
    return objects.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).replaceFirst("/.*", ""))
        .distinct()
        .toList();
  }

  @Override
  public byte[] bytes(String file) throws IOException {
    beforeRead.happen();
    byte[] bytes = objects.get(file);
    if (bytes == null) {
      throw new NoSuchFileException(file);
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "memory:";
  }

  /** Happens before each read of a file. */
  void beforeRead(Event event) {
    beforeRead = event;
  }

  void put(String file, byte[] bytes) {
    objects.put(file, bytes);
  }

  void remove(String file) {
    objects.remove(file);
  }

  /** Publishes a version. */
  Commit publish(long sequence, PublishedThresholds thresholds) {
    byte[] document = ThresholdsJson.write(thresholds);
    return publish(sequence, document, Sha256.hex(document));
  }

  /** Publishes a version that becomes stale. */
  void publish(long sequence, PublishedThresholds thresholds, Instant validUntil) {
    Commit commit = publish(sequence, thresholds);
    put(CommitLog.file(sequence), validUntil(commit, validUntil).toJson());
  }

  static Commit validUntil(Commit commit, Instant validUntil) {
    return new Commit(
        commit.sequence(),
        commit.kind(),
        commit.runId(),
        commit.attempt(),
        commit.manifestSha256(),
        commit.thresholdsSha256(),
        commit.date(),
        commit.pinned(),
        commit.committedAt(),
        Optional.of(validUntil),
        commit.reason());
  }

  /** Publishes any bytes under any digest. */
  Commit publish(long sequence, byte[] document, String sha256) {
    Commit commit = commit(sequence, sha256);
    put(commit.thresholdsFile(), document);
    put(CommitLog.file(sequence), commit.toJson());
    return commit;
  }

  /** Writes the publication to a local folder. */
  void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      Path target = folder.resolve(object.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, object.getValue());
    }
  }

  static Commit commit(long sequence, String thresholdsSha256) {
    return new Commit(
        sequence,
        RUN,
        Commit.ATTEMPTS + "/" + AttemptId.of(RUN, (int) sequence),
        "0".repeat(64),
        thresholdsSha256,
        COMMITTED.plusSeconds(sequence));
  }
}
