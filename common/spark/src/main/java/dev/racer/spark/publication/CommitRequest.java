package dev.racer.spark.publication;

import dev.racer.core.published.CommitKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run wants its version to be.
 *
 * @param kind {@link CommitKind#PUBLISH} or {@link CommitKind#PROTECTIVE}
 * @param date newest day of the data that it was made from; empty for a run without such a day
 * @param validUntil when it becomes stale; empty for never
 * @param reason why, for people; empty for none
 * @param force whether it goes in force though the rules keep the version in force
 * @param basis the number of the version in force that it was judged against, 0 for none; empty if
 *     it was judged against none
 */
public record CommitRequest(
    CommitKind kind,
    Optional<LocalDate> date,
    Optional<Instant> validUntil,
    Optional<String> reason,
    Force force,
    OptionalLong basis) {
  /** What does not depend on the version in force. */
  public CommitRequest(
      CommitKind kind,
      Optional<LocalDate> date,
      Optional<Instant> validUntil,
      Optional<String> reason,
      Force force) {
    this(kind, date, validUntil, reason, force, OptionalLong.empty());
  }

  /** Whether the rules of {@link PublicationStore#commit} may keep the version in force. */
  public enum Force {
    /** They may. */
    NO,
    /** They may not: a person knows better. */
    YES
  }

  /** A version of no day, for good. */
  public static final CommitRequest PLAIN =
      new CommitRequest(
          CommitKind.PUBLISH, Optional.empty(), Optional.empty(), Optional.empty(), Force.NO);

  /**
   * @throws IllegalArgumentException if a run cannot make a version of that kind
   */
  public CommitRequest {
    if (kind == CommitKind.ROLLBACK) {
      throw new IllegalArgumentException("Kind must be publish or protective, got " + kind.key());
    }
  }
}
