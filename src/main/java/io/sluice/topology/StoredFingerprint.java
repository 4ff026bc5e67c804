package io.sluice.topology;

import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.schema.Fingerprint;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fingerprint of the configuration that a task's state is of, as its store keeps it. State
 * without one, of an earlier release, is of the targets that the pipeline had first.
 *
 * @param schemas the targets of now, and those before
 * @param before the targets of when the task was last begun
 */
record StoredFingerprint(Schemas schemas, Schema before) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredFingerprint.class);
  private static final String NAME = "fingerprint";
  private static final Bytes KEY = Bytes.wrap(NAME.getBytes(StandardCharsets.UTF_8));

  /**
   * Goes on with what is stored under a configuration, and stores its fingerprint.
   *
   * @throws IllegalStateException when it cannot be gone on with
   */
  static StoredFingerprint take(KeyValueStore<Bytes, byte[]> meta, Pipeline pipeline) {
    PipelineConfig config = pipeline.config();
    Fingerprint own = pipeline.fingerprint();
    byte[] bytes = meta.get(KEY);
    if (bytes == null) {
      meta.put(KEY, own.encode());
      return new StoredFingerprint(own.schemas(), own.schemas().all().get(0));
    }
    Fingerprint stored = Fingerprint.decode(bytes);
    List<String> refusals = own.refusals(stored, "pipelines." + config.name());
    if (!refusals.isEmpty()) {
      throw new IllegalStateException(String.join("; ", refusals));
    }
    Fingerprint next = own.after(stored);
    Schema before = stored.schemas().current();
    if (!own.hasTargetsOf(stored)) {
      LOG.info(
          "event=targets-changed pipeline={} from=\"{}\" to=\"{}\"",
          config.name(),
          stored.targets(),
          own.targets());
    }
    byte[] encoded = next.encode();
    if (!Arrays.equals(encoded, bytes)) {
      meta.put(KEY, encoded);
    }
    return new StoredFingerprint(next.schemas(), before);
  }
}
