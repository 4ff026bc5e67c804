package io.sluice.close;

import io.sluice.alert.EpisodeTracker;
import io.sluice.config.PipelineConfig;
import io.sluice.feature.Coverage;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.Scaler;
import io.sluice.model.ModelContract;
import io.sluice.model.StepModel;
import io.sluice.score.Chart;
import io.sluice.score.Population;
import io.sluice.score.Scorer;
import io.sluice.state.KeyLife;
import io.sluice.step.BatchInput;
import io.sluice.step.KnownInput;
import io.sluice.step.StateRebuild;
import io.sluice.step.StepRunner;
import io.sluice.window.Season;
import io.sluice.window.Windows;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a {@link CloseStage} works with: put together for one task and one model.
 *
 * @param pipeline the pipeline
 * @param contract the model's
 * @param windows the pipeline's
 * @param emitter where results go
 * @param rows the store of open windows
 * @param states the store of key states
 * @param life when a key is imputed, rests, is forgotten, and is trusted
 * @param scaler the model's
 * @param coverage corrects forecasts of the next window
 * @param judge holds windows against forecasts
 * @param episodes makes alerts of scores
 * @param agenda wakes keys that rest
 * @param runner runs the model
 * @param input writes keys into a batch
 * @param rebuild steps keys that another model stepped last
 * @param watched keys that have metrics of their own
 * @param known what is known in advance
 * @param resting keys that are not stepped
 * @param partition of the task
 */
record CloseParts(
    Pipeline pipeline,
    ModelContract contract,
    Windows windows,
    Emitter emitter,
    KeyValueStore<Bytes, byte[]> rows,
    KeyStates states,
    KeyLife life,
    Scaler scaler,
    Coverage coverage,
    Judge judge,
    EpisodeTracker episodes,
    Agenda agenda,
    StepRunner runner,
    BatchInput input,
    StateRebuild rebuild,
    WatchedKeys watched,
    KnownInput known,
    RestingKeys resting,
    int partition) {
  /** The most model rows of one run. */
  private static final int CAPACITY = 1024;

  static CloseParts of(
      Pipeline pipeline,
      StepModel model,
      Windows windows,
      Emitter emitter,
      KeyValueStore<Bytes, byte[]> rows,
      KeyStates states,
      Population population,
      int partition) {
    PipelineConfig config = pipeline.config();
    ModelContract contract = model.contract();
    int lanes = pipeline.lanes(contract);
    KeyLife life = pipeline.life(windows, contract);
    Scaler scaler = new Scaler(contract.scaler());
    int targets = config.targets().size();
    Scorer scorer = new Scorer(targets, Chart.of(config.alerts().off()));
    EpisodeTracker episodes =
        new EpisodeTracker(
            config.name(),
            contract,
            windows,
            config.alerts().budget(),
            scorer,
            !config.isZeroFilled());
    Coverage coverage = new Coverage(contract.levels());
    Judge judge =
        new Judge(
            contract,
            life,
            scaler,
            targets,
            scorer,
            episodes,
            new Season(windows),
            coverage,
            population,
            pipeline.metrics());
    Agenda agenda = new Agenda(config, windows, life, rows, episodes);
    StepRunner runner =
        new StepRunner(model, pipeline.models(), CAPACITY, lanes, pipeline.metrics());
    WatchedKeys watched = new WatchedKeys(pipeline, contract, scaler, partition);
    FeatureEncoder encoder =
        new FeatureEncoder(
            contract.features(), scaler, contract.targets(), config.covariates().holidays());
    BatchInput input = new BatchInput(contract, encoder, windows, runner, lanes);
    KnownInput known = new KnownInput(config, contract, windows);
    StateRebuild rebuild = new StateRebuild(contract, scaler, windows, runner, input, known);
    return new CloseParts(
        pipeline,
        contract,
        windows,
        emitter,
        rows,
        states,
        life,
        scaler,
        coverage,
        judge,
        episodes,
        agenda,
        runner,
        input,
        rebuild,
        watched,
        known,
        new RestingKeys(pipeline, windows, states, episodes, emitter, agenda, watched, rebuild),
        partition);
  }

  /** The most keys of one run. */
  int capacity() {
    return CAPACITY / pipeline.lanes(contract);
  }
}
