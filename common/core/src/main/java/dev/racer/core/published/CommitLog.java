package dev.racer.core.published;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of a publication: {@code _commits/00000000000000000001.json} and so on.
 *
 * <p>The commit with the highest number is in force. Other names in the folder, such as the
 * temporary files of a writer that died, are not versions; a damaged commit is named, never
 * skipped. Every method throws {@link PublishedFormatException}, which begins with the file, when a
 * commit is damaged, and {@link IOException} when the store fails.
 */
public final class CommitLog {
  /** Folder of the commits, relative to the publication. */
  public static final String FOLDER = "_commits";

  // 20 digits, of which a long takes 18 whatever they are
  private static final Pattern NAME = Pattern.compile("00([0-9]{18})\\.json");

  private final PublicationFiles files;

  /** Opens the log; nothing is read yet. */
  public CommitLog(PublicationFiles files) {
    this.files = files;
  }

  /** Returns where the commit of that number lies, relative to the publication. */
  public static String file(long sequence) {
    return FOLDER + String.format(Locale.ROOT, "/%020d.json", sequence);
  }

  /**
   * Returns the number of a commit by the name of its file.
   *
   * @return empty if the name is not that of a commit
   */
  public static OptionalLong sequence(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** Returns the version in force; empty before the first one. */
  public Optional<Commit> current() throws IOException {
    List<Long> sequences = sequences();
    return sequences.isEmpty()
        ? Optional.empty()
        : Optional.of(read(sequences.get(sequences.size() - 1)));
  }

  /**
   * Returns the version of that number.
   *
   * @return empty if there is none
   */
  public Optional<Commit> commit(long sequence) throws IOException {
    return sequences().contains(sequence) ? Optional.of(read(sequence)) : Optional.empty();
  }

  /** Returns all versions, oldest first. */
  public List<Commit> commits() throws IOException {
    List<Commit> commits = new ArrayList<>();
    for (long sequence : sequences()) {
      commits.add(read(sequence));
    }
    return List.copyOf(commits);
  }

  private List<Long> sequences() throws IOException {
    List<Long> sequences = new ArrayList<>();
    for (String name : files.names(FOLDER)) {
      sequence(name).ifPresent(sequences::add);
    }
    Collections.sort(sequences);
    return sequences;
  }

  private Commit read(long sequence) throws IOException {
    String place = files + "/" + file(sequence);
    try {
      Commit commit = Commit.fromJson(files.bytes(file(sequence)));
      Require.that(
          commit.sequence() == sequence,
          "sequence must be that of the file name",
          commit.sequence());
      return commit;
    } catch (NoSuchFileException e) {
      throw new PublishedFormatException(place + ": a commit must never go away", e);
    } catch (PublishedFormatException | IllegalArgumentException e) {
      throw new PublishedFormatException(place + ": " + e.getMessage(), e);
    }
  }
}
