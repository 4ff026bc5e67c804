package io.sluice.detect;

import io.sluice.detect.label.CaseCount;
import io.sluice.evaluate.language.Surprises;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a history of events that are tokens, beside alerts and scores.
 *
 * @param surprises by key, what happened and how surprising it was
 * @param cases how alerts met keys that are labelled as a whole; null: none are
 */
public record OfEvents(Map<String, Surprises> surprises, @Nullable CaseCount cases) {}
