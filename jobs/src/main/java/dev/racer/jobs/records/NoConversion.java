package dev.racer.jobs.records;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Stands where the library wants a converter for each column, and converts nothing. */
final class NoConversion extends GroupConverter {
  private final Converter[] fields;

  private NoConversion(GroupType group) {
    fields = group.getFields().stream().map(NoConversion::ofField).toArray(Converter[]::new);
  }

  static NoConversion of(GroupType schema) {
    return new NoConversion(schema);
  }

  private static Converter ofField(Type field) {
    return field.isPrimitive()
        ? new PrimitiveConverter() {}
        : new NoConversion(field.asGroupType());
  }

  @Override
  public Converter getConverter(int field) {
    return fields[field];
  }

  @Override
  public void start() {}

  @Override
  public void end() {}
}
