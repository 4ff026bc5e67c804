package io.sluice.close.event;

import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.output.SourceRange;
import io.sluice.state.event.EventKeyState;
import io.sluice.window.EventRow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/** A key's window on its way through the close. */
final class EventClosing {
  final Bytes key;
  final EventRow row;
  final EventKeyState state;

  /** Whether nothing was known of the key before. */
  final boolean isFirst;

  /** What is stepped of it. */
  Turn turn;

  EventClosing(DueEvents.Due due, EventKeyState state, boolean isFirst) {
    this.key = due.key();
    this.row = due.row();
    this.state = state;
    this.isFirst = isFirst;
    this.turn = new Turn(state.memory, events(row));
  }

  private static List<TokenEvent> events(EventRow row) {
    List<TokenEvent> events = new ArrayList<>(row.entries().size());
    for (EventRow.Entry entry : row.entries()) {
      events.add(new TokenEvent(entry.time(), entry.token()));
    }
    return events;
  }

  /** The same once more, after a run that failed as a whole. */
  void renew() {
    turn = new Turn(state.memory, events(row));
  }

  /** The offsets of its events, by source partition. */
  List<SourceRange> sources() {
    TreeMap<Integer, SourceRange> ranges = new TreeMap<>();
    for (EventRow.Entry entry : row.entries()) {
      ranges.merge(
          entry.partition(),
          new SourceRange(entry.partition(), entry.offset(), entry.offset()),
          (a, b) ->
              new SourceRange(
                  a.partition(),
                  Math.min(a.firstOffset(), b.firstOffset()),
                  Math.max(a.lastOffset(), b.lastOffset())));
    }
    return List.copyOf(ranges.values());
  }
}
