package dev.racer.spark.lake;

/**
 * Data are not what was agreed: a table, a column, a row or a file that upstream can mend. Exit
 * code 3.
 *
 * <p>The message names the table or file, the value got and what was expected; it is shown as it
 * is, without a stack trace. It may name ids and counts, never query text or answers.
 */
public class DataContractException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message table or file, the value got, what was expected
   */
  public DataContractException(String message) {
    super(message);
  }

  /**
   * @param message table or file, the value got, what was expected
   * @param cause what revealed it
   */
  public DataContractException(String message, Throwable cause) {
    super(message, cause);
  }
}
