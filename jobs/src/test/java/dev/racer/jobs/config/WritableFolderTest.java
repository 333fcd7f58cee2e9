package dev.racer.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableFolderTest {
  @TempDir private Path folder;

  @Test
  void aFolderThatIsThereOrCanBeMadeIsAccepted() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

    assertThatCode(() -> WritableFolder.require("key", folder)).doesNotThrowAnyException();
    assertThatCode(() -> WritableFolder.require("key", link)).doesNotThrowAnyException();
    assertThatCode(() -> WritableFolder.require("key", folder.resolve("a/b")))
        .doesNotThrowAnyException();
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void aFileIsRefusedAndSoIsAFolderInIt() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertRefused(file, file + " is not a folder");
    assertRefused(file.resolve("a/b"), file + " is not a folder");
  }

  @Test
  void aLinkToNothingIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("absent"));

    assertRefused(link, link + " is not a folder");
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(closed), "Skipped: this user may write everywhere");

    assertRefused(closed, closed + " cannot be written");
    assertRefused(closed.resolve("a"), closed + " cannot be written");
  }

  private static void assertRefused(Path path, String why) {
    assertThatThrownBy(() -> WritableFolder.require("key", path))
        .isInstanceOf(ConfigException.class)
        .hasMessage("key must be a folder that can be written, got " + path + ": " + why);
  }
}
