package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.kafka.KafkaProperties;
import io.sluice.config.yaml.Environment;
import io.sluice.config.yaml.Problem;
import io.sluice.config.yaml.Problems;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import io.sluice.config.yaml.YamlFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file. Everything that is wrong with it is reported together, each problem
 * with its key path and line; nothing that passes here is refused later for its form.
 *
 * <pre>{@code
 * SluiceConfig config = ConfigLoader.load(Path.of("sluice.yaml"), System::getenv);
 * }</pre>
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Reads and validates a file.
   *
   * @param file a YAML file in UTF-8, at most 1 MiB
   * @param environment the values of <code>${NAME}</code>
   * @throws ConfigException with all problems, when there is any
   */
  public static SluiceConfig load(Path file, Environment environment) throws ConfigException {
    return load(file, environment, new ModelFiles(file, true));
  }

  /**
   * As {@link #load(Path, Environment)}, but the model files need not exist: they are what training
   * is to make.
   *
   * @throws ConfigException with all problems, when there is any
   */
  public static SluiceConfig loadForTraining(Path file, Environment environment)
      throws ConfigException {
    return load(file, environment, new ModelFiles(file, false));
  }

  private static SluiceConfig load(Path file, Environment environment, ModelFiles models)
      throws ConfigException {
    Problems problems = new Problems();
    @Nullable Setting root = YamlFile.read(file, environment, problems);
    @Nullable SluiceConfig config = root == null ? null : read(root, models, directory(file));
    List<Problem> found = problems.sorted();
    if (config == null || !found.isEmpty()) {
      throw new ConfigException(file, found);
    }
    return config;
  }

  private static Path directory(Path file) {
    Path absolute = file.toAbsolutePath();
    return requireNonNullElse(absolute.getParent(), absolute);
  }

  private static SluiceConfig read(Setting root, ModelFiles models, Path directory) {
    Section section = root.section();
    Setting applicationId = section.get("application-id");
    KafkaProperties properties = KafkaProperties.read(section.get("kafka"), section.get("streams"));
    return new SluiceConfig(
        requireNonNullElse(KafkaNames.applicationId(applicationId), Defaults.APPLICATION_ID),
        properties.kafka(),
        properties.streams(),
        HttpReader.read(section.get("http"), directory),
        requireNonNullElse(
            section.get("metrics").section().get("kafka").choice(KafkaMetrics.class),
            Defaults.KAFKA_METRICS),
        pipelines(section.require("pipelines"), models));
  }

  private static Map<String, PipelineConfig> pipelines(Setting setting, ModelFiles models) {
    Map<String, Setting> entries = setting.entries();
    if (setting.isMap() && entries.isEmpty()) {
      setting.problem("needs at least one pipeline");
    }
    TopicUses topics = new TopicUses();
    PipelineReader reader = new PipelineReader(models, topics);
    Map<String, PipelineConfig> pipelines = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          KafkaNames.checkPipeline(name, names, entry);
          @Nullable PipelineConfig pipeline = reader.read(name, entry);
          if (pipeline != null) {
            pipelines.put(name, pipeline);
          }
        });
    topics.check();
    return pipelines;
  }
}
