package io.sluice.train;

import io.sluice.evaluate.skill.Skill;
import io.sluice.train.trivial.TrivialModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a training of a step model.
 *
 * @param skill the network's figures on held-out time, beside all trivial forecasters
 * @param training how the network was fitted
 * @param instead the trivial forecaster that was written instead of the network; null: none was
 * @param written whether there is a model file
 * @param advice what would help, sentences for people; empty where the network is the best
 */
public record Judgement(
    Skill skill,
    Fit training,
    @Nullable TrivialModel instead,
    boolean written,
    List<String> advice) {

  public Judgement {
    advice = List.copyOf(advice);
  }
}
