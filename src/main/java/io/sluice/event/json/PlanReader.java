package io.sluice.event.json;

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
  private final NumberReader numbers;

  PlanReader(NumberReader numbers) {
    this.numbers = numbers;
  }

  /**
   * Reads the parser's current value to its end.
   *
   * @return null when it is something else, has an element that is, is too long, or a number is not
   *     finite as a float32
   */
  float @Nullable [] read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return element(parser, 0) ? PlanValues.of(values, 1) : null;
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
    values[index] = (float) numbers.read(parser);
    return numbers.problem() == null && !Float.isInfinite(values[index]);
  }
}
