package dev.racer.spark.publication;

import dev.racer.core.published.Commit;
import java.util.Optional;

/** What became of the wish to put a version in force. */
public sealed interface CommitAnswer {
  /** The version that is in force now because of the wish, or was before; empty if refused. */
  Optional<Commit> commit();

  /**
   * The version was put in force.
   *
   * @param inForce its commit
   */
  record Published(Commit inForce) implements CommitAnswer {
    @Override
    public Optional<Commit> commit() {
      return Optional.of(inForce);
    }
  }

  /**
   * The same run is in force already, whole; nothing was added.
   *
   * @param inForce its commit
   */
  record AlreadyInForce(Commit inForce) implements CommitAnswer {
    @Override
    public Optional<Commit> commit() {
      return Optional.of(inForce);
    }
  }

  /**
   * The version in force stays; nothing was added.
   *
   * @param inForce its commit
   * @param reason why, one sentence without a full stop
   */
  record Refused(Commit inForce, String reason) implements CommitAnswer {
    @Override
    public Optional<Commit> commit() {
      return Optional.empty();
    }
  }

  /**
   * Another version came in force than the one that this was judged against; nothing was added. To
   * run again judges it against the new one.
   *
   * @param inForce its commit
   */
  record Overtaken(Commit inForce) implements CommitAnswer {
    @Override
    public Optional<Commit> commit() {
      return Optional.empty();
    }
  }
}
