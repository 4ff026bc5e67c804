package io.sluice.train.trivial;

import io.sluice.evaluate.skill.Skill;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.OnnxGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A trivial forecaster, calibrated: to what it says of a step and level is added the offset with
 * which the share of past values below it was that level (split-conformal quantile regression,
 * Romano and others, 2019), less that of the median. It keeps no recurrent state but one number
 * that stays 0.
 */
public final class TrivialModel {
  private final TrivialSpec spec;
  private final float[] offsets;
  private final String way;
  private final Skill skill;

  /**
   * A model.
   *
   * @param offsets {@code [horizon, levels]}, in the scaler's unit
   * @param way whether it is calibrated, a word
   * @param skill what it is worth on held-out time, alone
   */
  TrivialModel(TrivialSpec spec, float[] offsets, String way, Skill skill) {
    this.way = way;
    this.spec = spec;
    this.offsets = offsets;
    this.skill = skill;
  }

  /** What it is worth on held-out time, alone. */
  public Skill skill() {
    return skill;
  }

  /** The forecaster's name in reports: {@code same-phase-calibrated}. */
  public String label() {
    return spec.kind() + "-" + way;
  }

  /**
   * Writes the model file, whole or not at all. The same arguments make the same bytes.
   *
   * @param metadata entries beside those of the contract, without prefix
   * @throws IOException when the file cannot be written
   */
  public void write(Path file, Map<String, String> metadata) throws IOException {
    write(file, spec.patient(), offsets, metadata);
  }

  static void write(Path file, TrivialSpec spec, float[] offsets, Map<String, String> metadata)
      throws IOException {
    OnnxGraph graph = new OnnxGraph(spec.name());
    int levels = spec.levels().size();
    String x = graph.input(ModelContract.X, spec.features().size());
    String state = graph.input(ModelContract.STATE, 1);
    String base = spec.kind().base(graph, spec, x);
    String added = graph.constant("offsets", offsets, 1, spec.horizon(), levels);
    String moved = graph.node("Add", "moved", base, added);
    // Offsets of neighbouring levels may cross where the base is by level.
    String sorted = graph.sort("in-order", moved, 2, levels);
    graph.reshape(ModelContract.QUANTILES, sorted, -1, 1, spec.horizon(), levels);
    graph.node("Identity", ModelContract.NEXT_STATE, state);
    graph.output(ModelContract.QUANTILES, 1, spec.horizon(), levels);
    graph.output(ModelContract.NEXT_STATE, 1);
    OnnxExporter.write(file, graph, contract(spec), metadata);
  }

  private static Map<MetadataKey, String> contract(TrivialSpec spec) {
    Map<MetadataKey, String> entries = new EnumMap<>(MetadataKey.class);
    entries.put(MetadataKey.CONTRACT, ModelContract.VERSION);
    entries.put(MetadataKey.NAME, spec.name());
    entries.put(MetadataKey.VERSION, spec.version());
    entries.put(MetadataKey.CELL, "none");
    entries.put(MetadataKey.LAYERS, "0");
    entries.put(MetadataKey.HIDDEN, "0");
    entries.put(MetadataKey.DECODER, spec.kind() + ";season=" + spec.season());
    entries.put(MetadataKey.FEATURES, String.join(",", spec.features().names()));
    entries.put(MetadataKey.TARGETS, "1");
    entries.put(
        MetadataKey.LEVELS,
        spec.levels().stream().map(String::valueOf).collect(Collectors.joining(",")));
    entries.put(MetadataKey.HORIZON, String.valueOf(spec.horizon()));
    entries.put(MetadataKey.STATE, "unit");
    entries.put(MetadataKey.WINDOW, spec.window().toString());
    entries.put(MetadataKey.WARMUP, String.valueOf(spec.warmup()));
    entries.put(MetadataKey.SCALER, spec.scaler().toString());
    return entries;
  }
}
