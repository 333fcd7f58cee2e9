package dev.racer.spark.records;

/** The rows of a frame, one at a time; every question is about the row advanced to last. */
interface RowCursor {
  /** Goes to the next row; returns whether there is one. */
  boolean advance();

  boolean isNull(int column);

  boolean getBoolean(int column);

  int getInt(int column);

  double getDouble(int column);

  /** The UTF-8 bytes of a text, not to be changed; the same array again means the same text. */
  byte[] text(int column);

  /** The number of a text, or {@link NameIndex#NONE}; a column is asked with one index only. */
  int number(int column, NameIndex names);
}
