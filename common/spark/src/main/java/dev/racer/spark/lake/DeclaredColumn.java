package dev.racer.spark.lake;

import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A column that an input table may or must have: its name, the types that it may have in the files
 * and the type that it has from here on.
 *
 * @param name declared name
 * @param expected what to say of a column of another type
 */
record DeclaredColumn(
    String name, String expected, Predicate<DataType> accepts, Function<Column, Column> normalize) {

  /** An identifier: a string, or an integral number that becomes its decimal string. */
  static DeclaredColumn id(String name) {
    return new DeclaredColumn(
        name,
        "a string or an integral number",
        type -> type instanceof StringType || isIntegral(type),
        column -> column.cast(DataTypes.StringType));
  }

  /** A segment value: a string, an integral number or a boolean, read as a string. */
  static DeclaredColumn segment(String name) {
    return new DeclaredColumn(
        name,
        "a string, an integral number or a boolean",
        type -> type instanceof StringType || type instanceof BooleanType || isIntegral(type),
        column -> column.cast(DataTypes.StringType));
  }

  static DeclaredColumn bool(String name) {
    return new DeclaredColumn(
        name, "boolean", type -> type instanceof BooleanType, Function.identity());
  }

  static DeclaredColumn doublePrecision(String name) {
    return new DeclaredColumn(
        name, "double", type -> type instanceof DoubleType, Function.identity());
  }

  /** Text that is read as it stands. */
  static DeclaredColumn text(String name) {
    return new DeclaredColumn(
        name, "a string", type -> type instanceof StringType, Function.identity());
  }

  /** A UTC day, as {@code YYYY-MM-DD}. */
  static DeclaredColumn date(String name) {
    return new DeclaredColumn(
        name,
        "a date or a string YYYY-MM-DD",
        type -> type instanceof StringType || type instanceof DateType,
        column -> column.cast(DataTypes.StringType));
  }

  static DeclaredColumn timestamp(String name) {
    return new DeclaredColumn(
        name,
        "a timestamp",
        type -> type instanceof TimestampType || type instanceof TimestampNTZType,
        Function.identity());
  }

  /** Scores by model: {@code map<string, double>}. */
  static DeclaredColumn scoreMap(String name) {
    return new DeclaredColumn(
        name,
        "map<string, double>",
        type ->
            type instanceof MapType map
                && map.keyType() instanceof StringType
                && map.valueType() instanceof DoubleType,
        Function.identity());
  }

  /** How to mend a column of the wrong type, as far as a rule can tell. */
  String hint(String table, DataType found) {
    String key = "lake.columns." + table + "." + name;
    boolean acceptsText = accepts.test(DataTypes.StringType);
    if (accepts.test(DataTypes.BooleanType) && !acceptsText && found instanceof NumericType) {
      return "; say when a value counts as true, for example --set '"
          + key
          + "="
          + name
          + " >= 0.5'";
    }
    boolean narrow = found instanceof FloatType || found instanceof NumericType;
    if (accepts.test(DataTypes.DoubleType) && narrow) {
      String caution =
          table.equals(LakeInputs.ROUTER_SCORES)
              ? "; scores must be the very numbers that the gateway used: if these are, name it with"
              : "; if these are its numbers, name it with";
      return caution + " --set '" + key + "=cast(" + name + " as double)'";
    }
    if (acceptsText && !(found instanceof ArrayType)) {
      return "; map it with "
          + key
          + ", for example --set '"
          + key
          + "=cast("
          + name
          + " as string)'";
    }
    return "; map it with " + key;
  }

  private static boolean isIntegral(DataType type) {
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType
        || (type instanceof DecimalType decimal && decimal.scale() == 0);
  }
}
