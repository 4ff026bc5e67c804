package io.sluice.schema;

import io.sluice.config.Aggregate;
import io.sluice.config.PipelineConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.yaml.Durations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a pipeline's configuration its stored state depends on. It is kept with the state, so
 * that a changed configuration is noticed: what {@link #refusals} names would misread the state;
 * targets that were added, removed or put in another order are found by their schema; everything
 * else may change.
 *
 * @param topic the source topic
 * @param keyed whether it is read without repartitioning
 * @param key the fields of the series key; none: the record's key; an empty one, which no field is
 *     called, and then the constant key
 * @param window the length of a window
 * @param zone whose midnights windows of whole days begin at
 * @param schemas the targets, and those it had before; of events, those that are none
 * @param events the fields of the tokens of events; none: they are values
 */
public record Fingerprint(
    String topic,
    boolean keyed,
    List<String> key,
    Duration window,
    ZoneId zone,
    Schemas schemas,
    List<String> events) {
  private static final byte VERSION = 1;

  /** Of events: with the fields of their tokens at the end. */
  private static final byte OF_EVENTS = 2;

  /** Before a key that is a constant. */
  private static final String CONSTANT = "";

  /** More than any pipeline will see, and little enough for a damaged number. */
  private static final int MOST = 10_000;

  public Fingerprint {
    key = List.copyOf(key);
    events = List.copyOf(events);
  }

  /** That of a configuration, of which nothing is stored yet. */
  public static Fingerprint of(PipelineConfig config) {
    return new Fingerprint(
        config.source().topic(),
        config.source().keyed(),
        key(config.source().key()),
        config.window().size(),
        config.window().zone(),
        Schemas.only(Schema.of(config.targets())),
        config.events() == null ? List.of() : config.events().token());
  }

  /** Whether the targets are the same ones in the same order. */
  public boolean hasTargetsOf(Fingerprint stored) {
    return schemas.current().equals(stored.schemas.current());
  }

  /** This one, which knows what was stored before it. */
  public Fingerprint after(Fingerprint stored) {
    Schemas both = stored.schemas.with(schemas);
    return new Fingerprint(topic, keyed, key, window, zone, both, events);
  }

  /**
   * Why state that another one stored cannot be gone on with.
   *
   * @param path the key path of the pipeline
   * @return a line for each setting, with both values; empty: it can
   */
  public List<String> refusals(Fingerprint stored, String path) {
    List<String> refusals = new ArrayList<>();
    differ(refusals, path + ".source.topic", topic, stored.topic);
    differ(refusals, path + ".source.keyed", keyed, stored.keyed);
    differ(refusals, path + ".source.key", text(key), text(stored.key));
    differ(
        refusals, path + ".window.size", Durations.format(window), Durations.format(stored.window));
    if (isOfWholeDays() && stored.window.equals(window)) {
      differ(refusals, path + ".window.zone", zone, stored.zone);
    }
    differ(refusals, path + ".events.token", tokens(), stored.tokens());
    for (Schema.Target target : schemas.current().targets()) {
      for (Schema.Target before : stored.schemas.current().targets()) {
        if (before.name().equals(target.name())) {
          String of = path + ".targets." + target.name();
          differ(refusals, of + ".field", target.field(), before.field());
          differ(refusals, of + ".aggregate", target.aggregate(), before.aggregate());
        }
      }
    }
    return refusals;
  }

  private String tokens() {
    return events.isEmpty() ? "not set: values" : String.join(", ", events);
  }

  private boolean isOfWholeDays() {
    return window.toMillis() % Duration.ofDays(1).toMillis() == 0;
  }

  private static List<String> key(KeyConfig key) {
    return key.constant() == null ? key.fields() : List.of(CONSTANT, key.constant());
  }

  private static String text(List<String> fields) {
    if (!fields.isEmpty() && fields.get(0).equals(CONSTANT)) {
      return "the constant " + fields.get(1);
    }
    return fields.isEmpty() ? "the record's key" : String.join(", ", fields);
  }

  private static void differ(List<String> refusals, String path, Object now, Object before) {
    if (!now.equals(before)) {
      refusals.add("%s: is %s, but the stored state was made with %s".formatted(path, now, before));
    }
  }

  /** The names of the targets, for people. */
  public String targets() {
    return String.join(
        ", ", schemas.current().targets().stream().map(Schema.Target::name).toList());
  }

  /** The stored form. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(events.isEmpty() ? VERSION : OF_EVENTS);
      out.writeUTF(topic);
      out.writeBoolean(keyed);
      out.writeInt(key.size());
      for (String field : key) {
        out.writeUTF(field);
      }
      out.writeLong(window.toMillis());
      out.writeUTF(zone.getId());
      out.writeInt(schemas.all().size());
      for (Schema schema : schemas.all()) {
        write(schema, out);
      }
      out.writeInt(schemas.all().indexOf(schemas.current()));
      if (!events.isEmpty()) {
        out.writeInt(events.size());
        for (String field : events) {
          out.writeUTF(field);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does not fail
    }
    return bytes.toByteArray();
  }

  private static void write(Schema schema, DataOutputStream out) throws IOException {
    out.writeInt(schema.size());
    for (Schema.Target target : schema.targets()) {
      out.writeUTF(target.name());
      out.writeUTF(target.field());
      out.writeUTF(target.aggregate().name());
    }
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalStateException when a newer version wrote it, or it is damaged
   */
  public static Fingerprint decode(byte[] stored) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored))) {
      byte version = in.readByte();
      if (version != VERSION && version != OF_EVENTS) {
        throw new IllegalStateException(
            "the fingerprint of the pipeline has format version %d, this build reads up to %d"
                .formatted(version, OF_EVENTS));
      }
      return read(in, version == OF_EVENTS);
    } catch (IOException | RuntimeException e) {
      if (e instanceof IllegalStateException told) {
        throw told;
      }
      throw new IllegalStateException(
          "the fingerprint of the pipeline, of " + stored.length + " bytes, is damaged", e);
    }
  }

  private static Fingerprint read(DataInputStream in, boolean isOfEvents) throws IOException {
    String topic = in.readUTF();
    boolean keyed = in.readBoolean();
    List<String> key = new ArrayList<>();
    for (int i = count(in, 0); i > 0; i--) {
      key.add(in.readUTF());
    }
    Duration window = Duration.ofMillis(in.readLong());
    ZoneId zone = ZoneId.of(in.readUTF());
    List<Schema> all = new ArrayList<>();
    for (int i = count(in, 1); i > 0; i--) {
      all.add(readSchema(in));
    }
    Schema current = all.get(in.readInt());
    Schemas schemas = Schemas.only(all.get(0));
    for (Schema schema : all) {
      schemas = schemas.then(schema);
    }
    List<String> events = new ArrayList<>();
    for (int i = isOfEvents ? count(in, 1) : 0; i > 0; i--) {
      events.add(in.readUTF());
    }
    return new Fingerprint(topic, keyed, key, window, zone, schemas.then(current), events);
  }

  private static Schema readSchema(DataInputStream in) throws IOException {
    List<Schema.Target> targets = new ArrayList<>();
    for (int i = count(in, 0); i > 0; i--) {
      targets.add(new Schema.Target(in.readUTF(), in.readUTF(), Aggregate.valueOf(in.readUTF())));
    }
    return new Schema(targets);
  }

  private static int count(DataInputStream in, int least) throws IOException {
    int count = in.readInt();
    if (count < least || count > MOST) {
      throw new IOException("an impossible number: " + count);
    }
    return count;
  }
}
