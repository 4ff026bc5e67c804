package io.sluice.replay.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * Records of a file that are in no forecast, for one reason.
 *
 * @param reason {@code late}, or that of their dead letters
 * @param records how many
 * @param file the file's name
 * @param line the line on which the first one starts; 0: not known
 */
public record Loss(String reason, long records, String file, long line) {

  /** Writes a JSON object; without {@code line} where that is not known. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("reason", reason);
    json.writeNumberField("records", records);
    json.writeStringField("file", file);
    if (line > 0) {
      json.writeNumberField("line", line);
    }
    json.writeEndObject();
  }
}
