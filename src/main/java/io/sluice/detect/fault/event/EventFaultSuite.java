package io.sluice.detect.fault.event;

import io.sluice.close.KeyStates;
import io.sluice.config.PipelineConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.fault.FaultSuite.Progress;
import io.sluice.detect.fault.event.EventFault.Change;
import io.sluice.detect.label.CaseLabels;
import io.sluice.detect.run.EventTask;
import io.sluice.detect.run.FedTask;
import io.sluice.detect.run.Track;
import io.sluice.evaluate.language.Surprises;
import io.sluice.event.Event;
import io.sluice.language.TokenEvent;
import io.sluice.model.token.TokenModel;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Outgoing;
import io.sluice.state.event.EventKeyCodec;
import io.sluice.state.event.EventKeyState;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Plants faults into copies of keys and runs them through the service's code. A copy goes on from
 * what was remembered of its key when the fault's window began, so that a long history is run once,
 * however many faults there are. A fault is found when an alert fires within five events behind it,
 * or before the session is over; where one fires anyway, that is no finding. Where an alert is
 * firing already the copy begins without it, and counts only if a copy without the fault, which
 * begins alike, raises none. The surprise of faults is that of all places.
 */
public final class EventFaultSuite {
  /** Chosen once; another one gives other places. */
  private static final long SEED = 17;

  /** Faults of each kind, over all keys. */
  private static final int PLANTED = 300;

  /** With fewer, places are gone over again with other faults, where a kind has others. */
  private static final int ENOUGH = 100;

  private static final int MOST_PASSES = 4;

  /** Of a long key, faults are planted in the last fifth, which training leaves out by default. */
  private static final int PART = 5;

  private static final int MOST_TRIES = 100;

  private final PipelineConfig config;
  private final TokenModel model;
  private final boolean areCases;
  private final Progress progress;
  private final Windows windows;

  /** A token of a key that comes next, or of a copy. */
  private record Step(long time, Bytes key, String token) {}

  /**
   * A suite.
   *
   * @param model stays the caller's
   * @param areCases whether a key's end is a session's
   */
  public EventFaultSuite(
      PipelineConfig config, TokenModel model, boolean areCases, Progress progress) {
    this.config = config.withoutKeyLimit();
    this.model = model;
    this.areCases = areCases;
    this.progress = progress;
    this.windows = new Windows(config.window());
  }

  /**
   * Plants and runs.
   *
   * @param tracks what became of the keys themselves
   * @param surprises what happened to them
   * @param labels of whole keys: none is planted into those that are abnormal; null: there are none
   * @return what was found, by kind
   */
  public List<FaultShare> run(
      List<Track> tracks, Map<String, Surprises> surprises, @Nullable CaseLabels labels) {
    List<Track> keys = new ArrayList<>(tracks);
    keys.removeIf(track -> labels != null && Boolean.TRUE.equals(labels.isAbnormal(track.key())));
    Collections.shuffle(keys, new Random(SEED));
    List<EventPlanting> all = new ArrayList<>();
    Map<EventFault, Random> randoms = new EnumMap<>(EventFault.class);
    for (int pass = 1; pass <= MOST_PASSES; pass++) {
      List<EventPlanting> drawn = new ArrayList<>();
      Map<Bytes, KeyEvents> chosen = new LinkedHashMap<>();
      for (EventFault fault : kinds()) {
        Random random =
            randoms.computeIfAbsent(fault, one -> new Random(SEED + one.name().hashCode()));
        if (pass == 1 || (fault.isDrawn() && counted(fault, all).size() < ENOUGH)) {
          drawn.addAll(plant(new Draw(fault, pass, random), keys, surprises, chosen));
        }
      }
      if (!drawn.isEmpty()) {
        copies(drawn, states(drawn, chosen));
        all.addAll(drawn);
      }
    }
    return kinds().stream().map(fault -> share(fault, all)).toList();
  }

  private List<EventFault> kinds() {
    return Stream.of(EventFault.values())
        .filter(fault -> fault != (areCases ? EventFault.STRANGE_TIME : EventFault.CUT_SHORT))
        .toList();
  }

  /** Those that can be found: no alert is raised without them. */
  private static List<EventPlanting> counted(EventFault fault, List<EventPlanting> all) {
    return all.stream().filter(one -> one.fault() == fault && !one.firesAnyway()).toList();
  }

  /** One pass over the places of a kind. */
  private record Draw(EventFault fault, int pass, Random random) {}

  private List<EventPlanting> plant(
      Draw draw, List<Track> keys, Map<String, Surprises> surprises, Map<Bytes, KeyEvents> chosen) {
    List<EventPlanting> planted = new ArrayList<>();
    int each = (PLANTED + keys.size() - 1) / Math.max(1, keys.size());
    for (int i = 0; i < keys.size() && planted.size() < PLANTED; i++) {
      Track track = keys.get(i);
      Surprises own = surprises.get(track.key());
      if (own == null) {
        continue;
      }
      KeyEvents key = new KeyEvents(track, own);
      Set<Integer> places = new HashSet<>();
      for (int number = 0; number < each && planted.size() < PLANTED; number++) {
        EventPlanting one = plant(draw, key, planted.size(), places);
        if (one != null) {
          planted.add(one);
          chosen.put(one.key(), key);
        }
      }
    }
    return planted;
  }

  /** At another place of the last part; of a case, anywhere. */
  private @Nullable EventPlanting plant(Draw draw, KeyEvents key, int number, Set<Integer> places) {
    Random random = draw.random();
    int size = key.events().size();
    int first = areCases ? 0 : size - size / PART;
    for (int i = 0; i < MOST_TRIES && size > first; i++) {
      int at = first + random.nextInt(size - first);
      Change change =
          places.contains(at) ? null : draw.fault().plant(key.events(), at, key.tokens(), random);
      EventPlanting planting =
          change == null
              ? null
              : EventPlanting.of(
                  draw.fault(), key, at, number, draw.pass(), change, windows, areCases);
      if (planting != null) {
        places.add(at);
        return planting;
      }
    }
    return null;
  }

  /** Runs the keys, and takes down what is remembered of them where a copy begins. */
  private Map<EventPlanting, byte[]> states(List<EventPlanting> all, Map<Bytes, KeyEvents> chosen) {
    List<Step> steps = new ArrayList<>();
    chosen.forEach((key, events) -> add(steps, key, events.events()));
    steps.sort(Comparator.comparingLong(Step::time));
    List<EventPlanting> waiting = new ArrayList<>(all);
    waiting.sort(Comparator.comparingLong(EventPlanting::from));
    Map<EventPlanting, byte[]> states = new HashMap<>();
    int next = 0;
    try (EventTask task = new EventTask(config, model, record -> {})) {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        while (next < waiting.size() && waiting.get(next).from() <= step.time()) {
          take(task, waiting.get(next++), states);
        }
        feed(task, step, i);
        told(i, steps.size());
      }
      while (next < waiting.size()) {
        take(task, waiting.get(next++), states);
      }
    }
    return states;
  }

  private void take(EventTask task, EventPlanting planting, Map<EventPlanting, byte[]> states) {
    task.advance(planting.from() + windows.grace());
    byte[] state = task.state(planting.key());
    if (state != null) {
      states.put(planting, state);
    }
  }

  private void copies(List<EventPlanting> all, Map<EventPlanting, byte[]> states) {
    Map<Bytes, EventPlanting> byKey = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    for (EventPlanting one : all) {
      byKey.put(one.copy(), one);
      add(steps, one.copy(), one.events());
      if (one.wasFiring()) {
        byKey.put(one.control(), one);
        add(steps, one.control(), one.unplanted());
      }
    }
    steps.sort(Comparator.comparingLong(Step::time));
    try (EventTask task = new EventTask(config, model, record -> take(record, byKey))) {
      states.forEach((planting, state) -> goOn(task, planting, state));
      long last = 0;
      for (int i = 0; i < steps.size(); i++) {
        feed(task, steps.get(i), i);
        last = steps.get(i).time();
      }
      task.finish(windows.endOf(last) + windows.grace());
    }
  }

  private static void goOn(EventTask task, EventPlanting planting, byte[] state) {
    if (!planting.wasFiring()) {
      task.goOn(planting.copy(), state);
    } else if (!KeyStates.isPlaceholder(state)) {
      EventKeyState known = EventKeyCodec.decode(state);
      known.unusual.clear();
      known.missing.clear();
      known.charts.excess = 0;
      byte[] calm = EventKeyCodec.encode(known);
      task.goOn(planting.copy(), calm);
      task.goOn(planting.control(), calm);
    }
  }

  private static void add(List<Step> steps, Bytes key, List<TokenEvent> events) {
    events.forEach(event -> steps.add(new Step(event.time(), key, event.text())));
  }

  private static void feed(FedTask task, Step step, long number) {
    task.add(step.key(), new Event(step.time(), step.token(), 0, number).at(step.time()));
    task.advance(step.time());
  }

  private void told(int done, int all) {
    if (done % 1024 == 0) {
      progress.accept(done, (double) done / all);
    }
  }

  private static void take(Record<Bytes, Outgoing> record, Map<Bytes, EventPlanting> byKey) {
    EventPlanting planting = byKey.get(record.key());
    if (planting == null) {
      return;
    }
    boolean isControl = !record.key().equals(planting.copy());
    if (record.value() instanceof EventForecast forecast && !isControl) {
      planting.scored(forecast.events());
    } else if (record.value() instanceof Alert alert && alert.status() == Alert.Status.FIRING) {
      planting.fired(alert.decidedAt(), isControl);
    }
  }

  private static FaultShare share(EventFault fault, List<EventPlanting> all) {
    List<EventPlanting> planted = all.stream().filter(one -> one.fault() == fault).toList();
    List<EventPlanting> counted = counted(fault, all);
    List<Integer> delays =
        counted.stream().map(EventPlanting::delay).filter(delay -> delay >= 0).toList();
    int passes = planted.stream().mapToInt(EventPlanting::pass).max().orElse(0);
    return new FaultShare(KebabCase.of(fault), counted.size(), delays, passes, auc(planted));
  }

  /** The probability that a fault surprises more than what stood at another's place before. */
  private static double auc(List<EventPlanting> planted) {
    double[] before = planted.stream().mapToDouble(EventPlanting::before).sorted().toArray();
    double sum = 0;
    for (EventPlanting one : planted) {
      sum += below(before, one.surprise());
    }
    return sum / planted.size() / before.length;
  }

  /** How many are lower; those that are the same count half. */
  private static double below(double[] sorted, double value) {
    long lower = Arrays.stream(sorted).filter(one -> one < value).count();
    long same = Arrays.stream(sorted).filter(one -> one == value).count();
    return lower + same / 2.0;
  }
}
