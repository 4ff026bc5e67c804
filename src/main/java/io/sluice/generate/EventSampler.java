package io.sluice.generate;

import io.sluice.language.KeyMemory;
import io.sluice.language.KeyMemoryCodec;
import io.sluice.language.LanguageStep;
import io.sluice.language.Likely;
import io.sluice.language.Next;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.language.Vocabulary;
import io.sluice.model.StepException;
import io.sluice.model.token.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Has a model of events go on by itself: each event is drawn from what the model expects, at a time
 * that is drawn from its distribution, and stepped like any other. What is new has no text to draw,
 * so it is never drawn.
 */
public final class EventSampler {
  private final LanguageStep step;
  private final double temperature;
  private final int topK;

  /**
   * A sampler.
   *
   * @param step belongs to the caller
   * @param temperature probabilities are drawn to the power of its inverse: below 1 what is likely
   *     becomes likelier
   * @param topK how many of the most likely tokens are drawn from, at least 1
   */
  public EventSampler(LanguageStep step, double temperature, int topK) {
    if (!(temperature > 0) || topK < 1) {
      throw new IllegalArgumentException("a temperature is above 0, and top-k at least 1");
    }
    this.step = step;
    this.temperature = temperature;
    this.topK = topK;
  }

  /**
   * Draws the events that follow, until a session ends or the time is over.
   *
   * @param from the memory of the key; it stays as it is
   * @param begin the time of the first event if the key had none, milliseconds since the epoch
   * @param until no event is later
   * @param most the most events
   * @throws StepException when the model fails
   */
  public List<TokenEvent> sample(KeyMemory from, long begin, long until, int most, Random random)
      throws StepException {
    KeyMemory memory = KeyMemoryCodec.decode(KeyMemoryCodec.encode(from));
    List<TokenEvent> events = new ArrayList<>();
    while (events.size() < most) {
      Next next = step.all(memory);
      String text = draw(next.likely(), random);
      // The ends of the distribution are a matter of the model's last bin.
      double share = 0.001 + 0.998 * random.nextDouble();
      long time = memory.isSessionOpen() ? memory.lastTime() + next.quantile(share) : begin;
      boolean isOver = memory.isSessionOpen() && step.isSessionOver(memory, time);
      if (text.equals(Vocabulary.EOS_TEXT) || isOver || time > until) {
        break;
      }
      TokenEvent event = new TokenEvent(time, text);
      events.add(event);
      step.run(List.of(new Turn(memory, List.of(event))));
      if (!memory.isSessionOpen()) { // by a token that ends it
        break;
      }
    }
    return events;
  }

  /**
   * Draws a line of a model that reads characters, until it ends.
   *
   * @param most the most characters
   * @throws StepException when the model fails
   */
  public String line(int most, Random random) throws StepException {
    KeyMemory memory = new KeyMemory();
    List<String> tokens = new ArrayList<>();
    while (tokens.size() < most) {
      String text = draw(step.all(memory).likely(), random);
      if (text.equals(Vocabulary.EOS_TEXT)) {
        break;
      }
      tokens.add(text);
      step.run(List.of(new Turn(memory, List.of(new TokenEvent(0, text)))));
    }
    return Spelling.join(tokens);
  }

  private String draw(List<Likely> likely, Random random) {
    List<Likely> drawn =
        likely.stream().filter(one -> !one.text().equals(Vocabulary.UNK_TEXT)).limit(topK).toList();
    if (drawn.isEmpty()) {
      return Vocabulary.EOS_TEXT;
    }
    double[] powers = new double[drawn.size()];
    double sum = 0;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Math.pow(drawn.get(i).probability(), 1 / temperature);
      sum += powers[i];
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < powers.length; i++) {
      left -= powers[i];
      if (left <= 0) {
        return drawn.get(i).text();
      }
    }
    return drawn.get(0).text();
  }
}
