package io.sluice.config;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.yaml.Environment;
import io.sluice.config.yaml.Problems;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import io.sluice.config.yaml.YamlFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
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
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final String APPLICATION_ID = "application.id";

  private static final String GUARANTEE = "processing.guarantee";
  private static final String EXACTLY_ONCE = "exactly_once_v2";

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
    if (config == null || problems.count() > 0) {
      throw new ConfigException(file, problems.sorted());
    }
    return config;
  }

  private static Path directory(Path file) {
    Path absolute = file.toAbsolutePath();
    return requireNonNullElse(absolute.getParent(), absolute);
  }

  private static SluiceConfig read(Setting root, ModelFiles models, Path directory) {
    Section section = root.section("application-id", "kafka", "streams", "http", "pipelines");
    Map<String, String> kafka = properties(section.get("kafka"));
    kafka.putIfAbsent(BOOTSTRAP_SERVERS, Defaults.BOOTSTRAP_SERVERS);
    Setting streamsSetting = section.get("streams");
    Map<String, String> streams = properties(streamsSetting);
    checkStreams(streams, streamsSetting);
    return new SluiceConfig(
        requireNonNullElse(
            KafkaNames.applicationId(section.get("application-id")), Defaults.APPLICATION_ID),
        kafka,
        streams,
        HttpReader.read(section.get("http"), directory),
        pipelines(section.require("pipelines"), models));
  }

  /** What Sluice sets itself is refused, not ignored. */
  private static void checkStreams(Map<String, String> streams, Setting setting) {
    if (streams.containsKey(APPLICATION_ID)) {
      setting.problem(
          "must not hold application.id; it is made of application-id and the pipeline's name");
    }
    if (!streams.getOrDefault(GUARANTEE, EXACTLY_ONCE).equals(EXACTLY_ONCE)) {
      setting.problem("must not hold processing.guarantee; it is always " + EXACTLY_ONCE);
    }
  }

  private static Map<String, PipelineConfig> pipelines(Setting setting, ModelFiles models) {
    Map<String, Setting> entries = setting.entries().all();
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

  /** Nested maps become keys with dots. */
  private static Map<String, String> properties(Setting setting) {
    Map<String, String> properties = new TreeMap<>();
    flatten("", setting, properties);
    return properties;
  }

  private static void flatten(String prefix, Setting setting, Map<String, String> properties) {
    setting
        .entries()
        .all()
        .forEach(
            (key, value) -> {
              if (value.isMap()) {
                flatten(prefix + key + ".", value, properties);
                return;
              }
              @Nullable String text = value.property();
              if (text != null && properties.put(prefix + key, text) != null) {
                value.problem("is set twice, flat and nested");
              }
            });
  }
}
