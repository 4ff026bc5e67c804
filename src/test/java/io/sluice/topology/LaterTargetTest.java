package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.Aggregate;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Architectures;
import io.sluice.train.network.ModelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key whose second target is seen for the first time when the first has long been forecast. */
final class LaterTargetTest {
  private static final int WINDOWS = 40;
  private static final int LATER = 10;

  @TempDir Path dir;

  @Test
  void targetThatIsSeenNowAndThen_isForecastByAModelThatSeesThePast() throws Exception {
    Architecture shape = Architectures.decoders().findFirst().orElseThrow();
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
    ModelSpec spec = TestModels.spec("decoder", shape, 1, 3, scaler);
    OnnxStepModel model = OnnxStepModel.load(TestModels.write(dir, spec, 1), Provider.CPU);
    Harness.Settings settings = new Harness.Settings();
    settings.scaler = scaler;
    settings.targets =
        List.of(
            new TargetConfig("a", "a", Aggregate.MEAN, null),
            new TargetConfig("b", "b", Aggregate.MEAN, null));
    List<JsonNode> forecasts = new ArrayList<>();
    try (ModelShelf<StepModel> models = new ModelShelf<>(model);
        Harness pipeline = new Harness(settings, dir.resolve("state"), models)) {
      for (int window = 0; window <= WINDOWS; window++) {
        Instant time = Harness.NOON.plus(Duration.ofMinutes(10L * window));
        String b = window >= LATER && window % 3 == 0 ? ",\"b\":" + window : "";
        pipeline.sendRaw(
            "{\"key\":\"k\",\"ts\":%d,\"a\":%d%s}"
                .formatted(time.toEpochMilli(), 20 + window % 5, b));
        forecasts.addAll(pipeline.forecasts());
      }
      assertThat(pipeline.deadLetters()).isEmpty();
    }
    assertThat(forecasts).hasSize(WINDOWS);
    for (JsonNode forecast : forecasts.subList(LATER + 3, WINDOWS)) {
      assertThat(forecast.at("/quantiles/b/0/5").isNumber()).as("%s", forecast).isTrue();
    }
  }
}
