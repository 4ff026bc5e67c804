package io.sluice.event.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.config.CovariatesConfig;
import io.sluice.event.PlanValues;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@linkplain PlanValues plan} from JSON: a number is the value of the event's own window;
 * in an array, the number at index {@code i} that of the {@code i}th window ahead, and null says
 * nothing. Not thread-safe: it reuses what it reads into.
 */
final class PlanReader {
  private final float[] values = new float[CovariatesConfig.MAX_PLAN];

  /**
   * Reads the parser's current value, which is not null, to its end.
   *
   * @return null when it is something else, has an element that is, is too long, or a number is not
   *     finite as a float32
   */
  float @Nullable [] read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      values[0] = (float) WantedField.number(parser);
      return Float.isFinite(values[0]) ? PlanValues.of(values, 1) : null;
    }
    int length = 0;
    boolean sound = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      sound &= length < values.length;
      if (sound) {
        sound = element(parser, length++);
      }
      parser.skipChildren();
    }
    return sound ? PlanValues.of(values, length) : null;
  }

  private boolean element(JsonParser parser, int index) throws IOException {
    boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
    values[index] = isNull ? Float.NaN : (float) WantedField.number(parser);
    return isNull || Float.isFinite(values[index]);
  }
}
