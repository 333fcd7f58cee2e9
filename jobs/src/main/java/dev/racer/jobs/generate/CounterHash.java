package dev.racer.jobs.generate;

/**
 * Counter-based random numbers: each number is a hash of (seed, purpose, index, lane), so that it
 * does not depend on which numbers were drawn before, by which task or in which order.
 *
 * <p>The mixing step is the finalizer of SplitMix64 (Steele, Lea, Flood 2014, with Stafford's
 * constants). Integer arithmetic only: the same on every platform. The values are pinned in a test;
 * to change them is to change every generated lake.
 */
final class CounterHash {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long LANE_GAMMA = 0xD1B54A32D192ED03L;
  private static final long LOW_21_BITS = (1L << 21) - 1;

  private CounterHash() {}

  /** Returns the key of one purpose under one seed: purposes are independent of each other. */
  static long key(long seed, String purpose) {
    long key = mix(seed + GOLDEN_GAMMA);
    for (int i = 0; i < purpose.length(); i++) {
      key = mix((key ^ purpose.charAt(i)) + GOLDEN_GAMMA);
    }
    return key;
  }

  /** Returns the 64 bits of a purpose at an index. */
  static long at(long key, long index) {
    return mix(key + index * GOLDEN_GAMMA);
  }

  /** Returns the 64 bits of a purpose at an index and a lane (a model, say). */
  static long at(long key, long index, int lane) {
    return mix(at(key, index) + (lane + 1) * LANE_GAMMA);
  }

  /** Returns a number in [0, 1), a multiple of 2<sup>-53</sup>. */
  static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  /** Returns a number in {@code 0 .. bound - 1}. */
  static int below(long bits, int bound) {
    return (int) Long.remainderUnsigned(bits, bound);
  }

  /**
   * Returns a number with mean 0 and variance 1, close to normal, within (-3, 3): twice the centred
   * sum of three uniform numbers of 21 bits. No transcendental function, hence no platform in it.
   */
  static double gaussian(long bits) {
    long sum = (bits & LOW_21_BITS) + ((bits >>> 21) & LOW_21_BITS) + ((bits >>> 42) & LOW_21_BITS);
    return 2 * ((sum + 1.5) * 0x1p-21 - 1.5);
  }

  private static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
