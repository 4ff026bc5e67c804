package io.sluice.config.read;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.SampleConfigs;
import io.sluice.config.SluiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Reads configurations beside which lies a {@code model.onnx}. */
abstract class ReadConfig {
  static final String MINIMAL = SampleConfigs.MINIMAL;

  @TempDir Path directory;

  @BeforeEach
  void createModel() throws IOException {
    Files.createFile(directory.resolve("model.onnx"));
  }

  final SluiceConfig load(String yaml) throws ConfigException, IOException {
    Path file = Files.writeString(directory.resolve("sluice.yaml"), yaml);
    Map<String, String> env =
        Map.of("TEAM", "red", "HOST", "broker", "SIZE", "1h", "HOME", "/home/me");
    return ConfigLoader.load(file, env::get);
  }

  final ConfigException refused(String yaml) {
    return catchThrowableOfType(ConfigException.class, () -> load(yaml));
  }
}
