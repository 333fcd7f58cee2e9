package dev.racer.core.pool;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 without replacement characters.
 *
 * <p>{@link String#getBytes} turns every unpaired surrogate into {@code ?}, so that two names could
 * share their bytes, and with them a hash or an encoded form. Names are encoded and decoded here.
 */
public final class Utf8 {
  private Utf8() {}

  /**
   * Encodes text.
   *
   * @throws IllegalArgumentException if the text holds an unpaired surrogate
   */
  public static byte[] encode(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "Text must not hold an unpaired surrogate, got '" + text + "'", e);
    }
  }

  /**
   * Decodes bytes.
   *
   * @throws IllegalArgumentException if the bytes are not well-formed UTF-8
   */
  public static CharBuffer decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "Expected well-formed UTF-8 in " + bytes.length + " bytes, got a malformed sequence", e);
    }
  }
}
