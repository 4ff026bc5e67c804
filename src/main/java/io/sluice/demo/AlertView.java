package io.sluice.demo;

/**
 * What is shown of one alert episode.
 *
 * @param pipeline the pipeline
 * @param key the series key: untrusted text
 * @param type such as {@code outlier}; it may be corrected while the alert fires
 * @param severity {@code warning} or {@code critical}
 * @param summary what happened, for people: untrusted text
 * @param start start of the first window, epoch ms
 * @param end end of the last abnormal window that is known, epoch ms
 * @param firing whether it goes on
 */
public record AlertView(
    String pipeline,
    String key,
    String type,
    String severity,
    String summary,
    long start,
    long end,
    boolean firing) {}
