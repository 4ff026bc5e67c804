package io.sluice.config.http;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A secret that clients show. One that stands in a file can be read again. */
public final class Token {
  /** What RFC 6750 allows, of a length that cannot be guessed. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]{16,1024}=*");

  private final String text;
  private final @Nullable Supplier<String> source;

  private Token(String text, @Nullable Supplier<String> source) {
    this.text = text;
    this.source = source;
  }

  /** One that stays as it is. */
  public static Token of(String text) {
    return new Token(text, null);
  }

  /**
   * One that may be replaced.
   *
   * @param source reads it as it stands then, or throws {@link IllegalStateException}, whose
   *     message names the file and holds nothing of its content
   */
  public static Token of(String text, Supplier<String> source) {
    return new Token(text, source);
  }

  /** Whether a text can be one. */
  public static boolean isWellFormed(String text) {
    return FORM.matcher(text).matches();
  }

  /** As it was read at the start. */
  public String text() {
    return text;
  }

  /** Whether it may be another one later. */
  public boolean mayChange() {
    return source != null;
  }

  /**
   * As it stands now.
   *
   * @throws IllegalStateException when it cannot be read, or is none; the message holds nothing of
   *     it
   */
  public String read() {
    String now = source == null ? text : source.get();
    if (!isWellFormed(now)) {
      throw new IllegalStateException("what stands there is no bearer token");
    }
    return now;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Token token && text.equals(token.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  /** For logs: without it. */
  @Override
  public String toString() {
    return "a bearer token";
  }
}
