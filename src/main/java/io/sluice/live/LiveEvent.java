package io.sluice.live;

import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import org.jspecify.annotations.Nullable;

/**
 * Something that a pipeline said: a window, or an alert.
 *
 * @param id numbers of one process, ascending
 * @param forecast of a window; null: it is an alert
 * @param isFiring of a window, whether an alert of its series fires
 * @param alert null: it is a window
 */
public record LiveEvent(
    long id,
    String pipeline,
    String key,
    @Nullable Forecast forecast,
    boolean isFiring,
    @Nullable Alert alert) {}
