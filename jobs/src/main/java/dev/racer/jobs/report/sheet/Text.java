package dev.racer.jobs.report.sheet;

import java.util.ArrayList;
import java.util.List;

/** A text in which every number is a cell of a table. */
public final class Text {
  private final List<Piece> pieces;

  private Text(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** A part of a text. */
  public sealed interface Piece {
    /** Words. */
    record Words(String text) implements Piece {}

    /** A name that somebody else gave: of a router, a model, a segment. */
    record Name(String text) implements Piece {}

    /** A cell. */
    record Cell(Sheet sheet, int row, String column, Units units) implements Piece {
      /** Its value as people read it. */
      public String written() {
        String written = sheet.written(row, column);
        String unit = unit();
        return unit.isEmpty()
            ? written
            : written.substring(0, written.length() - unit.length() - 1);
      }

      /** The unit that is left out; empty if none is. */
      public String unit() {
        String written = sheet.written(row, column);
        int space = written.lastIndexOf(Form.SPACE);
        return units == Units.SHOWN || space < 0 ? "" : written.substring(space + 1);
      }
    }

    /** The end of a line. */
    record LineEnd() implements Piece {}
  }

  /** Whether numbers bring their unit. */
  public enum Units {
    /** They do. */
    SHOWN,
    /** It stands elsewhere, above a column for example. */
    LEFT_OUT
  }

  /** An empty text. */
  public static Text empty() {
    return new Text(List.of());
  }

  /** A text of words alone. */
  public static Text words(String words) {
    return empty().and(words);
  }

  /** A text of a name alone. */
  public static Text name(String name) {
    return empty().andName(name);
  }

  /** A text of a cell alone. */
  public static Text cell(Sheet sheet, int row, String column) {
    return empty().and(sheet, row, column);
  }

  /** This text and then words. */
  public Text and(String words) {
    return with(new Piece.Words(words));
  }

  /** This text and then a name. */
  public Text andName(String name) {
    return with(new Piece.Name(name));
  }

  /** This text and then a cell. */
  public Text and(Sheet sheet, int row, String column) {
    return with(new Piece.Cell(sheet, row, column, Units.SHOWN));
  }

  /** This text and then a cell without its unit. */
  public Text andBare(Sheet sheet, int row, String column) {
    return with(new Piece.Cell(sheet, row, column, Units.LEFT_OUT));
  }

  /** This text and then the end of a line. */
  public Text andLineEnd() {
    return with(new Piece.LineEnd());
  }

  /** This text and then another. */
  public Text and(Text more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more.pieces);
    return new Text(List.copyOf(all));
  }

  /** Its parts, in order. */
  public List<Piece> pieces() {
    return pieces;
  }

  /** The text without marks. */
  public String plain() {
    StringBuilder plain = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Words words) {
        plain.append(words.text());
      } else if (piece instanceof Piece.Name name) {
        plain.append(name.text());
      } else if (piece instanceof Piece.Cell cell) {
        plain.append(cell.written());
      } else if (piece instanceof Piece.LineEnd) {
        plain.append(' ');
      }
    }
    return plain.toString();
  }

  private Text with(Piece piece) {
    List<Piece> all = new ArrayList<>(pieces);
    all.add(piece);
    return new Text(List.copyOf(all));
  }
}
