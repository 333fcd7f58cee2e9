package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * One question that the gate asked before publishing, and the answer.
 *
 * @param name what was checked, for example {@code quarantined-share}
 * @param figure what was found, as text
 * @param limit what was allowed, as text
 * @param passed whether this alone would let the version through
 */
public record GateVerdict(String name, String figure, String limit, boolean passed) {
  private static final String PASSED = "passed";
  private static final String REFUSED = "refused";

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("figure", figure);
    json.writeStringField("limit", limit);
    json.writeStringField("verdict", passed ? PASSED : REFUSED);
    json.writeEndObject();
  }

  static GateVerdict from(JsonFields fields) {
    String name = fields.string("name");
    String figure = fields.string("figure");
    String limit = fields.string("limit");
    String verdict = fields.string("verdict");
    return fields.build(
        () -> {
          if (!verdict.equals(PASSED) && !verdict.equals(REFUSED)) {
            throw new IllegalArgumentException(
                "verdict must be " + PASSED + " or " + REFUSED + ", got " + verdict);
          }
          return new GateVerdict(name, figure, limit, verdict.equals(PASSED));
        });
  }
}
