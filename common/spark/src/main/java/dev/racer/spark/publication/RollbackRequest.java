package dev.racer.spark.publication;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an earlier version is to be put back in force.
 *
 * @param pinned whether runs are to leave it in force until a person says otherwise
 * @param validUntil when it becomes stale; empty for never
 * @param reason why, for people; empty for none
 * @param basis the number of the version in force that it was decided on, if it was decided on one
 */
public record RollbackRequest(
    boolean pinned, Optional<Instant> validUntil, Optional<String> reason, OptionalLong basis) {}
