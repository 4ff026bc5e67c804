package io.sluice.output;

import io.sluice.config.yaml.KebabCase;
import io.sluice.language.Likely;
import io.sluice.language.ScoredEvent;
import io.sluice.language.Vocabulary;
import io.sluice.output.json.JsonBytes;
import io.sluice.score.SessionRanges;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an alert says of events that are tokens: as JSON, and in words. */
final class AlertEvents {
  private static final double PERCENT = 100;
  private static final double RARE = 0.001;

  private AlertEvents() {}

  static void write(JsonBytes json, Alert.EventDetail detail) {
    json.raw("{\"unusual\":[");
    for (int i = 0; i < detail.unusual().size(); i++) {
      scored(json.raw(i == 0 ? "" : ","), detail.unusual().get(i), true);
    }
    json.raw("],\"missing\":");
    likely(json, detail.missing());
    if (detail.session() != null) {
      session(json.raw(",\"session\":"), detail.session());
    }
    json.raw(",\"lastEventAt\":").time(detail.lastEvent()).raw('}');
  }

  private static void session(JsonBytes json, SessionRanges.Odd odd) {
    json.raw("{\"of\":").string(KebabCase.of(odd.kind()));
    if (odd.token() != null) {
      json.raw(",\"token\":").string(odd.token());
    }
    json.raw(",\"count\":").number((long) odd.count());
    json.raw(",\"least\":").number((long) odd.least());
    json.raw(",\"most\":").number((long) odd.most()).raw('}');
  }

  private static String words(SessionRanges.Odd odd) {
    String what =
        switch (odd.kind()) {
          case EVENTS -> "events in the session";
          case DIFFERENT_TOKENS -> "different tokens in the session";
          case TOKEN -> "times " + name(String.valueOf(odd.token())) + " in the session";
        };
    return "%d %s; %d to %d in those of training"
        .formatted(odd.count(), what, odd.least(), odd.most());
  }

  /** An event with its surprise, and with what was expected in its place, if that is wanted. */
  static JsonBytes scored(JsonBytes json, ScoredEvent event, boolean isExplained) {
    json.raw("{\"time\":").time(event.time());
    json.raw(",\"token\":");
    if (event.isEndOfSession()) {
      json.raw("null");
    } else {
      json.string(event.text());
    }
    json.raw(",\"bits\":").number(event.bits());
    json.raw(",\"probability\":").number(event.probability());
    json.raw(event.isNew() ? ",\"new\":true" : ",\"new\":false");
    if (event.tag() != null) {
      json.raw(",\"label\":").string(event.tag().label());
      json.raw(",\"labelProbability\":").number(event.tag().probability());
    }
    if (isExplained) {
      likely(json.raw(",\"expected\":"), event.expected());
    }
    return json.raw('}');
  }

  /** Tokens with their probabilities; null stands for the session's end. */
  static void likely(JsonBytes json, List<Likely> tokens) {
    json.raw('[');
    for (int i = 0; i < tokens.size(); i++) {
      json.raw(i == 0 ? "{\"token\":" : ",{\"token\":");
      if (tokens.get(i).text().equals(Vocabulary.EOS_TEXT)) {
        json.raw("null");
      } else {
        json.string(tokens.get(i).text());
      }
      json.raw(",\"probability\":").number(tokens.get(i).probability()).raw('}');
    }
    json.raw(']');
  }

  /** The same for people. */
  static String words(Alert.EventDetail detail) {
    if (detail.session() != null) {
      return words(detail.session());
    }
    if (detail.unusual().isEmpty()) {
      return "nothing since "
          + Instant.ofEpochMilli(detail.lastEvent())
          + (detail.missing().isEmpty() ? "" : "; usually follows " + usual(detail.missing()));
    }
    return detail.unusual().stream().map(AlertEvents::words).collect(Collectors.joining("; "));
  }

  private static String words(ScoredEvent event) {
    return name(event.text())
        + " at "
        + Instant.ofEpochMilli(event.time())
        + (event.isNew() ? " was never known before" : " came with " + share(event.probability()))
        + (event.expected().isEmpty() ? "" : "; usually comes " + usual(event.expected()));
  }

  private static String usual(List<Likely> tokens) {
    return tokens.stream()
        .map(token -> name(token.text()) + " (" + share(token.probability()) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String name(String token) {
    if (token.equals(Vocabulary.EOS_TEXT)) {
      return "the end of the session";
    }
    return token.equals(Vocabulary.UNK_TEXT) ? "something new" : '"' + token + '"';
  }

  private static String share(double probability) {
    return probability < RARE
        ? "less than 0.1%"
        : String.format(Locale.ROOT, "%.1f%%", PERCENT * probability);
  }
}
