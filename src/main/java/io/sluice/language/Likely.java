package io.sluice.language;

/**
 * What may come next.
 *
 * @param text a token of the vocabulary or of the key's memory; {@link Vocabulary#UNK_TEXT} and
 *     {@link Vocabulary#EOS_TEXT} for what is new and for the end of the session
 * @param probability in [0, 1]
 */
public record Likely(String text, double probability) {}
