package io.sluice.detect;

import io.sluice.csv.Untrusted;
import io.sluice.detect.fault.FaultShare;
import io.sluice.detect.label.EventCount;
import io.sluice.detect.label.Labels;
import io.sluice.detect.label.Span;
import io.sluice.detect.nab.NabScore;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.model.ModelIdentity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a history.
 *
 * @param name of the pipeline, or of the benchmark
 * @param targets the pipeline's, by name; none of events that are tokens
 * @param model that made the forecasts
 * @param tracks one per key, in the order of the keys
 * @param labels what is known; null: nothing
 * @param nab by profile, NAB's score; empty: the history is not NAB's
 * @param faults by kind, what was found of planted faults; empty: none were planted
 * @param ofEvents what there is of events that are tokens; null: it is of values
 */
public record Detection(
    String name,
    List<String> targets,
    ModelIdentity model,
    List<Track> tracks,
    @Nullable Labels labels,
    Map<String, NabScore.Result> nab,
    List<FaultShare> faults,
    @Nullable OfEvents ofEvents) {
  /** What came of a history of values. */
  public Detection(
      String name,
      List<String> targets,
      ModelIdentity model,
      List<Track> tracks,
      @Nullable Labels labels,
      Map<String, NabScore.Result> nab,
      List<FaultShare> faults) {
    this(name, targets, model, tracks, labels, nab, faults, null);
  }

  public Detection {
    targets = List.copyOf(targets);
    tracks = List.copyOf(tracks);
    faults = List.copyOf(faults);
  }

  /** Closed windows of all keys, those without a value included. */
  public long windows() {
    return tracks.stream().mapToLong(Track::length).sum();
  }

  /** By type, how many alerts fired. */
  public Map<String, Integer> firedByType() {
    Map<String, Integer> fired = new TreeMap<>();
    for (Track track : tracks) {
      for (Told alert : track.fired()) {
        fired.merge(alert.type(), 1, Integer::sum);
      }
    }
    return fired;
  }

  /** The labelled events of a key; none without labels. */
  public List<Span> events(Track track) {
    return labels == null ? List.of() : labels.of(track.key());
  }

  /** How the alerts of one key met its events. */
  public EventCount count(Track track) {
    return EventCount.of(track, events(track));
  }

  /** The same of all keys. */
  public EventCount count() {
    return tracks.stream().map(this::count).reduce(EventCount.NONE, EventCount::and);
  }

  /** The figures as one line of JSON. */
  public String json() {
    return MetricsJson.line(this);
  }

  /** What a user should know of the keys, a line each. */
  public List<String> remarks() {
    List<String> constant = tracks.stream().filter(Detection::isConstant).map(Track::key).toList();
    return constant.isEmpty()
        ? List.of()
        : List.of(
            "%,d keys have a constant series, in which only another value can be found: %s"
                .formatted(constant.size(), Untrusted.list(constant)));
  }

  private static boolean isConstant(Track track) {
    return IntStream.range(0, track.targets()).anyMatch(track::isConstant);
  }
}
