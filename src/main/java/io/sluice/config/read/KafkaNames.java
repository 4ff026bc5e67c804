package io.sluice.config.read;

import io.sluice.config.yaml.Setting;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names that Kafka has to accept. */
final class KafkaNames {
  /** Kafka's own limit for topics. */
  private static final int MAX_TOPIC = 249;

  /** Leaves room for both in the name of a changelog topic. */
  private static final int MAX_ID = 80;

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]+");
  private static final Pattern PIPELINE = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  private KafkaNames() {}

  static @Nullable String applicationId(Setting setting) {
    return legal(setting, MAX_ID);
  }

  static @Nullable String topic(Setting setting) {
    return legal(setting, MAX_TOPIC);
  }

  private static @Nullable String legal(Setting setting, int maxLength) {
    @Nullable String name = setting.text();
    if (name == null) {
      return null;
    }
    if (isLegal(name, maxLength)) {
      return name;
    }
    setting.problem(
        "is not a legal name for Kafka: use 1 to "
            + maxLength
            + " letters a-z and A-Z, digits, '.', '_' and '-', but not '.' or '..' alone");
    return null;
  }

  private static boolean isLegal(String name, int maxLength) {
    return name.length() <= maxLength
        && TOPIC.matcher(name).matches()
        && !name.equals(".")
        && !name.equals("..");
  }

  /** Checks a pipeline's name and that it differs from the {@code earlier} ones. */
  static void checkPipeline(String name, Map<String, String> earlier, Setting setting) {
    if (name.length() > MAX_ID || !PIPELINE.matcher(name).matches()) {
      setting.problem(
          "is not a legal pipeline name: use 1 to "
              + MAX_ID
              + " lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit");
      return;
    }
    @Nullable String other = earlier.putIfAbsent(collisionForm(name), name);
    if (other != null) {
      setting.problem("collides with pipeline " + other + ": to Kafka '.' and '_' are the same");
    }
  }

  /**
   * Topics that differ in '.' and '_' only have the same metric names, so a broker refuses them.
   */
  static String collisionForm(String name) {
    return name.replace('.', '_');
  }
}
