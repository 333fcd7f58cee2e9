package dev.racer.spark.lake;

/**
 * What an input table was made of when it was read: enough to tell whether a rerun reads the same.
 *
 * @param files number of data files; 0 when the table does not say which files it has
 * @param bytes their size
 * @param digest SHA-256 over path, size and modification time of every file in order of the paths,
 *     64 hex digits; of the location alone when the table does not say which files it has
 */
public record InputVersion(long files, long bytes, String digest) {

  /** Whether the files are known, so that an equal digest means unchanged input. */
  public boolean isKnown() {
    return files > 0;
  }
}
