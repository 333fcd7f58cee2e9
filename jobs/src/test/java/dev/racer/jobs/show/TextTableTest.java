package dev.racer.jobs.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestTextOrTitle() {
    TextTable table = new TextTable("name", ">count", "absent", "note");
    table.add("a", "1,000", "", "x");
    table.add("longer", "7", "", "");

    assertThat(table.text("  "))
        .isEqualTo(
            """
            name    count  note
            a       1,000  x
            longer      7
            """
                .indent(2));
  }

  @Test
  void widthsAreCountedInCodePoints() {
    TextTable table = new TextTable("a", "b");
    table.add("\uD83D\uDE00\uD83D\uDE00", "x");
    table.add("123", "y");

    assertThat(table.text("")).isEqualTo("a    b\n\uD83D\uDE00\uD83D\uDE00   x\n123  y\n");
  }

  @Test
  void manyRowsAreAlignedWithTheWidestOfAll() {
    int rows = 20_000;
    TextTable table = new TextTable("row", ">number", "empty");
    for (int i = 1; i <= rows; i++) {
      table.add("row-" + i, String.valueOf(i), "");
    }

    List<String> lines = table.text("").lines().toList();

    assertThat(lines).hasSize(rows + 1);
    assertThat(lines.get(0)).isEqualTo("row        number");
    assertThat(lines.get(1)).isEqualTo("row-1           1");
    assertThat(lines.get(rows)).isEqualTo("row-20000   20000");
    assertThat(lines).allMatch(line -> line.length() == 17);
  }

  @Test
  void aTableWithoutRowsIsNoText() {
    assertThat(new TextTable("a").text("")).isEmpty();
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    TextTable table = new TextTable("a", "b");

    assertThatThrownBy(() -> table.add("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A row must have 2 cells, got 1");
  }
}
