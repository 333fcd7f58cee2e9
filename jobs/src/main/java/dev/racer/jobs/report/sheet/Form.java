package dev.racer.jobs.report.sheet;

import dev.racer.jobs.report.sheet.Value.None;
import dev.racer.jobs.report.sheet.Value.Real;
import dev.racer.jobs.report.sheet.Value.Whole;
import dev.racer.jobs.report.sheet.Value.Word;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How the numbers of a column are written for people; the same in every locale. */
public enum Form {
  /** As it is. */
  PLAIN {
    @Override
    String write(BigDecimal value) {
      return value
          .round(new MathContext(4, RoundingMode.HALF_UP))
          .stripTrailingZeros()
          .toPlainString();
    }
  },
  /** A share in percent with one decimal: {@code 77.6 %}. */
  SHARE {
    @Override
    String write(BigDecimal value) {
      return decimals(value.movePointRight(2), 1) + PERCENT;
    }
  },
  /** A share in percent with two decimals: {@code 9.98 %}. */
  RATE {
    @Override
    String write(BigDecimal value) {
      return decimals(value.movePointRight(2), 2) + PERCENT;
    }
  },
  /** A share in percent with the decimals it has: {@code 10 %}. */
  LEVEL {
    @Override
    String write(BigDecimal value) {
      return value.movePointRight(2).stripTrailingZeros().toPlainString() + PERCENT;
    }
  },
  /** A difference of shares in percentage points, with its sign: {@code +2.4 pp}. */
  POINTS {
    @Override
    String write(BigDecimal value) {
      String text = decimals(value.movePointRight(2), 1);
      return (text.startsWith(MINUS) || text.equals("0.0") ? text : "+" + text) + SPACE + "pp";
    }
  },
  /** A number with two decimals: {@code 3.41}. */
  DECIMAL {
    @Override
    String write(BigDecimal value) {
      return decimals(value, 2);
    }
  },
  /** A whole number, or a mean of whole numbers, without decimals: {@code 1,234}. */
  COUNT {
    @Override
    String write(BigDecimal value) {
      return decimals(value, 0);
    }
  },
  /** A p-value with four decimals, or {@code < 0.0001}. */
  P_VALUE {
    @Override
    String write(BigDecimal value) {
      return value.compareTo(LEAST_P) < 0 ? "<" + SPACE + LEAST_P : decimals(value, 4);
    }
  };

  /** Before a unit; no line is broken there. */
  static final String SPACE = "\u00a0";

  private static final String PERCENT = SPACE + "%";
  private static final String MINUS = "−";
  private static final BigDecimal LEAST_P = new BigDecimal("0.0001");
  private static final String NOTHING = "–";

  abstract String write(BigDecimal value);

  /** The value as it is written; a dash for nothing. */
  public String write(Value value) {
    if (value instanceof Word word) {
      return word.text();
    }
    if (value instanceof Whole whole) {
      return write(BigDecimal.valueOf(whole.number()));
    }
    if (value instanceof Real real) {
      return write(BigDecimal.valueOf(real.number()));
    }
    if (value instanceof None) {
      return NOTHING;
    }
    throw new IllegalStateException("Unknown value " + value);
  }

  private static String decimals(BigDecimal value, int places) {
    BigDecimal rounded = value.setScale(places, RoundingMode.HALF_UP);
    String text = String.format(Locale.ROOT, "%,." + places + "f", rounded.abs());
    return rounded.signum() < 0 ? MINUS + text : text;
  }
}
