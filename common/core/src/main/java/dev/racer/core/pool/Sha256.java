package dev.racer.core.pool;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 of bytes that come in parts. Not for use by several threads. */
public final class Sha256 {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private final MessageDigest digest;

  /** Begins with no bytes. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform provides SHA-256", e);
    }
  }

  /** Returns the SHA-256 of the bytes: 64 lower-case hexadecimal digits. */
  public static String hex(byte[] bytes) {
    return new Sha256().add(bytes).hex();
  }

  /** Returns whether the text has the form of what {@link #hex} returns. */
  public static boolean isHex(String text) {
    return HEX.matcher(text).matches();
  }

  /** Adds bytes. */
  public Sha256 add(byte... bytes) {
    return add(bytes, 0, bytes.length);
  }

  /**
   * Adds a range of bytes.
   *
   * @throws IllegalArgumentException if the range does not lie within the bytes
   */
  public Sha256 add(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
    return this;
  }

  /** Returns 64 lower-case hexadecimal digits, and begins again with no bytes. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
