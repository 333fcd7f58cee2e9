package dev.racer.jobs.cli;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the days of all commands. */
final class DayConverter implements ITypeConverter<LocalDate> {
  @Override
  public LocalDate convert(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      TypeConversionException refused =
          new TypeConversionException("must be a day YYYY-MM-DD, got " + text);
      refused.initCause(e);
      throw refused;
    }
  }
}
