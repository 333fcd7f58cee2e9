package dev.racer.jobs.verify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.ThresholdsJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of a published row with their values as the document writes them, in its order. */
final class RowFields {
  private static final JsonFactory FACTORY = new JsonFactory();

  private RowFields() {}

  static Map<String, String> of(PublishedThreshold row) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(ThresholdsJson.row(row))) {
      json.nextToken(); // the object
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        fields.put(name, value(json, json.nextToken()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Reading from memory must not fail", e);
    }
    return fields;
  }

  private static String value(JsonParser json, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return json.getText();
    }
    List<String> values = new ArrayList<>();
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      values.add(value(json, next));
    }
    return values.toString();
  }
}
