package dev.racer.core.trial;

import java.io.Serializable;
import java.util.Arrays;

/** Whole numbers in as few bytes each as the largest of them needs: 1, 2 or 4. Immutable. */
final class NarrowInts implements Serializable {
  /** No numbers. */
  static final NarrowInts NONE = new NarrowInts(new byte[0], new short[0], new int[0]);

  private static final long serialVersionUID = 1L;

  private final byte[] bytes; // one of the three holds all
  private final short[] shorts;
  private final int[] ints;

  private NarrowInts(byte[] bytes, short[] shorts, int[] ints) {
    this.bytes = bytes;
    this.shorts = shorts;
    this.ints = ints;
  }

  /** Takes a copy. */
  static NarrowInts of(int[] values) {
    int least = 0;
    int greatest = 0;
    for (int value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    if (least >= Byte.MIN_VALUE && greatest <= Byte.MAX_VALUE) {
      byte[] narrow = new byte[values.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (byte) values[i];
      }
      return new NarrowInts(narrow, NONE.shorts, NONE.ints);
    }
    if (least >= Short.MIN_VALUE && greatest <= Short.MAX_VALUE) {
      short[] narrow = new short[values.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (short) values[i];
      }
      return new NarrowInts(NONE.bytes, narrow, NONE.ints);
    }
    return new NarrowInts(NONE.bytes, NONE.shorts, values.clone());
  }

  int length() {
    return bytes.length + shorts.length + ints.length;
  }

  int at(int i) {
    return bytes.length > 0 ? bytes[i] : shorts.length > 0 ? shorts[i] : ints[i];
  }

  /** The sums with as many other numbers; where there are none at all, they count as 0. */
  NarrowInts plus(NarrowInts other) {
    if (length() == 0 || other.length() == 0) {
      return length() == 0 ? other : this;
    }
    int[] sums = new int[length()];
    Arrays.setAll(sums, i -> Math.addExact(at(i), other.at(i)));
    return of(sums);
  }
}
