package io.sluice.close.event;

import io.sluice.alert.EventEpisodes;
import io.sluice.close.Emitter;
import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.language.KeyMemory;
import io.sluice.language.Likely;
import io.sluice.language.Next;
import io.sluice.language.ScoredEvent;
import io.sluice.live.LiveFeed;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.label.LabelTables;
import io.sluice.model.label.Tag;
import io.sluice.model.token.TokenModel;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.score.CommonCharts;
import io.sluice.score.EventScore;
import io.sluice.score.EventScorer;
import io.sluice.state.chart.EventCharts;
import io.sluice.state.event.EventKeyState;
import io.sluice.window.RowKey;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Closes a chunk of windows that end at the same time: steps the events of all keys in rounds,
 * scores them, and puts everything back. Of a key that is stepped, nothing is written before the
 * runs have returned.
 *
 * <table>
 * <caption>What a due row means</caption>
 * <tr><th>row</th><th>key</th><th>what happens</th></tr>
 * <tr><td>has events</td><td>new or known</td><td>they are stepped in order of time</td></tr>
 * <tr><td>an appointment</td><td>silent for the time to live</td><td>forgotten</td></tr>
 * <tr><td>an appointment</td><td>in a session that is over</td><td>the end is stepped and scored</td></tr>
 * <tr><td>an appointment</td><td>silent for too long</td><td>a missing event is told of</td></tr>
 * <tr><td>an appointment</td><td>otherwise</td><td>the next one is made</td></tr>
 * </table>
 */
public final class EventCloseStage implements AutoCloseable {
  /** The most keys of one run. */
  public static final int CAPACITY = 1024;

  /** Windows after which silence may be odd at the earliest. */
  private static final int MIN_SILENCE = 2;

  /** Windows with events after which a key's scores are what they say. */
  private static final double MATURE = 100;

  private final PipelineConfig config;
  private final PipelineMetrics metrics;
  private final LiveFeed live;
  private final int partition;
  private final Windows windows;
  private final Emitter emitter;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final EventKeys keys;
  private final TokenModel model;
  private final EventRuns runs;
  private final boolean labelsSessions;
  private final @Nullable CommonCharts common;
  private final EventScorer scorer;
  private final EventEpisodes episodes;
  private final Appointments appointments;

  /**
   * The stage of a task that is served by {@code model}.
   *
   * @param partition of the task
   */
  public EventCloseStage(
      Pipeline pipeline,
      int partition,
      TokenModel model,
      Windows windows,
      Emitter emitter,
      KeyValueStore<Bytes, byte[]> rows,
      EventKeys keys) {
    this.config = pipeline.config();
    this.metrics = pipeline.metrics();
    this.live = pipeline.live();
    this.partition = partition;
    this.windows = windows;
    this.emitter = emitter;
    this.rows = rows;
    this.keys = keys;
    this.model = model;
    LabelTables labels = model.contract().labelTables();
    this.labelsSessions = labels != null && labels.isWhole();
    this.runs = new EventRuns(pipeline, model, CAPACITY);
    this.common = CommonCharts.of(model.contract());
    this.scorer = new EventScorer(common == null ? null : common.sessions(), runs.sessions());
    this.episodes =
        new EventEpisodes(
            config.name(), model.contract(), windows, config.alerts().budget(), scorer);
    this.appointments =
        new Appointments(windows, rows, runs.sessions().gapMs(), config.keyTtl().toMillis());
  }

  /** After how long a silence a session is over, ms; 0: never. */
  public long sessionGap() {
    return runs.sessions().gapMs();
  }

  /** Closes the windows of a chunk. */
  public void closeWindows(DueEvents due) {
    long end = due.end();
    List<EventClosing> stepped = new ArrayList<>();
    List<EventClosing> ended = new ArrayList<>();
    for (DueEvents.Due one : due.chunk()) {
      dispatch(end, one, stepped, ended);
    }
    runs.run(stepped);
    runs.end(ended);
    stepped.forEach(closing -> settle(end, closing));
    ended.forEach(closing -> settle(end, closing));
    for (DueEvents.Due one : due.chunk()) {
      rows.delete(RowKey.of(end, one.key()));
    }
  }

  private void dispatch(
      long end, DueEvents.Due due, List<EventClosing> stepped, List<EventClosing> ended) {
    EventKeyState state = keys.find(due.key());
    if (!due.row().entries().isEmpty()) {
      EventKeyState known = state == null ? begin() : state;
      stepped.add(new EventClosing(due, known, state == null));
    } else if (state != null && state.appointment == end) {
      keep(end, due, state, ended);
    }
  }

  /** What is known of a key that was never seen. */
  private EventKeyState begin() {
    EventCharts charts = common == null ? new EventCharts() : common.begin(windows.size());
    return new EventKeyState(new KeyMemory(), charts);
  }

  private void keep(long end, DueEvents.Due due, EventKeyState state, List<EventClosing> ended) {
    if (appointments.isExpired(state, end)) {
      episodes.expired(due.key(), state, end).forEach(alert -> emitter.alert(alert, end, null));
      keys.delete(due.key());
      metrics.keysExpired(1);
    } else if (appointments.isSessionOver(state, end)) {
      ended.add(new EventClosing(due, state, false));
    } else {
      if (Appointments.isMissing(state, end)) {
        miss(end, due.key(), state);
      }
      appointments.make(due.key(), state, end);
      keys.put(due.key(), state);
    }
  }

  private void miss(long end, Bytes key, EventKeyState state) {
    state.missingAt = EventKeyState.NEVER;
    List<Likely> expected = runs.expected(state.memory);
    episodes.missing(key, state, end, expected).forEach(alert -> emitter.alert(alert, end, null));
  }

  /** Takes what came of a key's runs. */
  private void settle(long end, EventClosing closing) {
    metrics.windowsClosed(1);
    String failure = closing.turn.failure();
    if (failure != null) {
      reject(end, closing, failure);
      return;
    }
    EventKeyState state = closing.state;
    List<ScoredEvent> scored = closing.turn.scored();
    if (closing.isFirst) {
      metrics.keysCreated(1);
      state.charts.firstEnd = end;
    }
    EventScore score = scorer.judge(state.charts, scored, age(state, end));
    EventForecast forecast = forecast(end, closing, score);
    emitter.events(forecast, closing.row.traceParent());
    metrics.labelled(scored.stream().filter(event -> event.tag() != null).count());
    boolean isAbnormal = state.unusual.isFiring();
    for (Alert alert : told(end, closing, score)) {
      emitter.alert(alert, end, closing.row.traceParent());
    }
    live.events(partition, forecast, state.unusual.isFiring() || state.missing.isFiring());
    scorer.learn(state.charts, scored, score, isAbnormal || state.unusual.isFiring());
    state.lastEnd = closing.row.entries().isEmpty() ? state.lastEnd : end;
    expect(end, closing);
    appointments.make(closing.key, state, end);
    keys.put(closing.key, state);
  }

  private List<Alert> told(long end, EventClosing closing, EventScore score) {
    EventKeyState state = closing.state;
    return closing.row.entries().isEmpty()
        ? episodes.ended(closing.key, state, end, score, closing.turn.scored())
        : episodes.observed(closing.key, state, end, score, closing.turn.scored());
  }

  /** Windows since the key's first one, that and this one included. */
  private long age(EventKeyState state, long end) {
    return 1 + (end - state.charts.firstEnd) / windows.size();
  }

  /** When silence will be odd. */
  private void expect(long end, EventClosing closing) {
    EventKeyState state = closing.state;
    double least = scorer.leastSurvival(state.charts, episodes.threshold(), age(state, end));
    if (least <= 0 || state.missing.isFiring()) {
      state.missingAt = EventKeyState.NEVER;
      return;
    }
    long silence = silence(closing.turn.next(), least);
    state.missingAt =
        silence >= config.keyTtl().toMillis()
            ? EventKeyState.NEVER
            : windows.endOf(state.memory.lastTime() + silence);
  }

  /**
   * After how long a silence the probability of one so long has fallen to the least, to the window;
   * at most the time to live.
   */
  private long silence(Next next, double least) {
    long size = windows.size();
    long low = MIN_SILENCE - 1;
    long high = MIN_SILENCE;
    long most = config.keyTtl().toMillis() / size;
    while (high < most && next.survival(high * size) > least) {
      low = high;
      high = Math.min(most, 2 * high);
    }
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (next.survival(middle * size) > least) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high * size;
  }

  private EventForecast forecast(long end, EventClosing closing, EventScore score) {
    EventKeyState state = closing.state;
    boolean isOpen = state.memory.isSessionOpen();
    return new EventForecast(
        model.contract(),
        closing.key,
        windows.startOf(end),
        end,
        score.value(),
        Math.min(1, (state.charts.known() + 1) / MATURE),
        closing.turn.scored(),
        closing.turn.next(),
        state.memory.lastTime(),
        isOpen ? session(closing) : null,
        closing.sources());
  }

  private EventForecast.Session session(EventClosing closing) {
    KeyMemory memory = closing.state.memory;
    List<ScoredEvent> scored = closing.turn.scored();
    Tag tag = labelsSessions && !scored.isEmpty() ? scored.get(scored.size() - 1).tag() : null;
    return new EventForecast.Session(
        memory.sessionBegin(), memory.sessionEvents(), tag, closing.turn.next().remaining());
  }

  private void reject(long end, EventClosing closing, String detail) {
    DeadLetterReason reason = DeadLetterReason.MODEL_FAILED;
    metrics.windowsDeadLettered(reason, 1);
    emitter.deadWindow(
        closing.key,
        end,
        new double[0],
        closing.sources(),
        reason,
        detail,
        closing.row.traceParent());
    if (closing.isFirst) {
      keys.delete(closing.key);
    } else {
      appointments.make(closing.key, closing.state, end);
      keys.put(closing.key, closing.state);
    }
  }

  @Override
  public void close() {
    emitter.flushLog();
    runs.close();
  }
}
