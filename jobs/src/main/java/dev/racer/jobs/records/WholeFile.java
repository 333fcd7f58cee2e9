package dev.racer.jobs.records;

import dev.racer.core.pool.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file held in memory with its digest: what was digested is what is read, whoever writes to the
 * store meanwhile, and a store without random access will do.
 */
public final class WholeFile implements InputFile {
  private static final int CHUNK = 1 << 24;

  private final List<byte[]> chunks; // all full but the last
  private final long length;
  private final String sha256;

  private WholeFile(List<byte[]> chunks, long length, String sha256) {
    this.chunks = chunks;
    this.length = length;
    this.sha256 = sha256;
  }

  /**
   * Reads a stream to its end; does not close it.
   *
   * @throws IOException if it cannot be read
   */
  public static WholeFile read(InputStream in) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    Sha256 digest = new Sha256();
    long length = 0;
    for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK)) {
      digest.add(chunk);
      chunks.add(chunk);
      length += chunk.length;
    }
    return new WholeFile(chunks, length, digest.hex());
  }

  /** 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** In bytes. */
  @Override
  public long getLength() {
    return length;
  }

  /** Reads the file from its beginning, from anywhere later. */
  @Override
  public SeekableInputStream newStream() {
    return new Seekable(new Chunks());
  }

  private final class Chunks extends InputStream {
    private long position;

    void seek(long to) throws IOException {
      if (to < 0 || to > length) {
        throw new EOFException("Position must lie in [0, " + length + "], got " + to);
      }
      position = to;
    }

    @Override
    public int read() {
      return position == length ? -1 : chunk()[(int) (position++ % CHUNK)] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) {
      Objects.checkFromIndexSize(offset, wanted, into.length);
      if (wanted == 0) {
        return 0;
      }
      if (position == length) {
        return -1;
      }
      byte[] chunk = chunk();
      int at = (int) (position % CHUNK);
      int count = Math.min(wanted, chunk.length - at);
      System.arraycopy(chunk, at, into, offset, count);
      position += count;
      return count;
    }

    private byte[] chunk() {
      return chunks.get((int) (position / CHUNK));
    }
  }

  private static final class Seekable extends DelegatingSeekableInputStream {
    private final Chunks chunks;

    Seekable(Chunks chunks) {
      super(chunks);
      this.chunks = chunks;
    }

    @Override
    public long getPos() {
      return chunks.position;
    }

    @Override
    public void seek(long position) throws IOException {
      chunks.seek(position);
    }
  }
}
