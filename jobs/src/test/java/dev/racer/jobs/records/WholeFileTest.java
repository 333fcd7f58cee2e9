package dev.racer.jobs.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.Sha256;
import dev.racer.spark.lake.DataContractException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeFileTest {
  private static final int CHUNK = 1 << 24;

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static WholeFile file(byte[] bytes) throws IOException {
    return WholeFile.read(new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5})
  void holdsAllBytesAndTheirDigest(int length) throws IOException {
    byte[] bytes = bytes(length);

    WholeFile file = file(bytes);

    assertThat(file.getLength()).isEqualTo(length);
    assertThat(file.sha256()).isEqualTo(Sha256.hex(bytes));
    assertThat(file.newStream().readAllBytes()).isEqualTo(bytes);
  }

  @Test
  void readsAcrossItsPartsFromAnywhere() throws IOException {
    byte[] bytes = bytes(CHUNK + 100);
    SeekableInputStream in = file(bytes).newStream();

    in.seek(CHUNK - 50L);
    ByteBuffer buffer = ByteBuffer.allocate(100);
    in.readFully(buffer);

    assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(bytes, CHUNK - 50, CHUNK + 50));
    assertThat(in.getPos()).isEqualTo(CHUNK + 50L);
    in.seek(0);
    assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(bytes[0]));
    in.seek(bytes.length);
    assertThat(in.read()).isEqualTo(-1);
    assertThatThrownBy(() -> in.seek(bytes.length + 1L)).isInstanceOf(EOFException.class);
  }

  @Test
  void whatIsNoParquetIsRefusedByItsPath() throws IOException {
    WholeFile file = file(bytes(100));

    assertThatThrownBy(() -> RecordReader.open(file, "t/status=used/date=2026-01-01/x", List.of()))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith("t/status=used/date=2026-01-01/x: is damaged or no Parquet file: ");
  }

  @Test
  void aFileSaysByItsFoldersWhatItsRecordsAre() {
    assertThat(RecordReader.Place.of("t/status=used/date=2026-01-01/x.parquet"))
        .isEqualTo(new RecordReader.Place(true, "2026-01-01"));
    assertThat(RecordReader.Place.of("t/status=excluded/date=__HIVE_DEFAULT_PARTITION__/x"))
        .isEqualTo(new RecordReader.Place(false, ""));
    assertThatThrownBy(() -> RecordReader.Place.of("t/x.parquet"))
        .isInstanceOf(DataContractException.class)
        .hasMessage(
            "t/x.parquet: a file of records must lie in a folder status=used or status=excluded");
  }
}
