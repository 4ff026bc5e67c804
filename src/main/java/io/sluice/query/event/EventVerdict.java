package io.sluice.query.event;

/**
 * Why an alert of a key whose events are tokens fires, or none does.
 *
 * @param windowsJudged windows with events that were judged, and learned from
 * @param windowsNeeded so many have to be before events raise an alert
 * @param words one sentence of it
 * @param threshold the score at which an alert fires
 * @param score that of the last window; NaN: that is not known here
 * @param missingAt when silence raises an alert, epoch ms; 0: it does not, or has
 */
public record EventVerdict(
    int windowsJudged,
    int windowsNeeded,
    String words,
    double threshold,
    double score,
    long missingAt) {}
