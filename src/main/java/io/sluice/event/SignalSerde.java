package io.sluice.event;

import io.sluice.config.CovariatesConfig;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.ByteUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The form of a {@link Signal} on the repartition topic: version, type, timestamp; for an event
 * also the source's partition and offset, a bit per value that is present, and the present values.
 * An event that says something in advance has another version, and after that a hash of the fields'
 * names and its {@link Plan}s. The series key is the record's key.
 *
 * <p>Records that were written before a change of these fields are read without their plans, whose
 * places are now those of other fields. The first such record is logged.
 */
public final class SignalSerde implements Serde<Signal> {
  private static final byte VERSION = 1;
  private static final byte PLANNED = 2;
  private static final byte WATERMARK = 0;
  private static final byte EVENT = 1;
  private static final int MAX_TARGETS = Long.SIZE;
  private static final int HEADER_BYTES = 2 + Long.BYTES;
  private static final Logger LOG = LoggerFactory.getLogger(SignalSerde.class);

  private final int fields;
  private final int names;
  private final AtomicBoolean tellsOfOthers = new AtomicBoolean(true);

  /**
   * A serde of the signals of a pipeline.
   *
   * @param known the fields that it knows in advance; plans of other ones are left out
   */
  public SignalSerde(List<String> known) {
    this.fields = known.size();
    this.names = known.hashCode();
  }

  @Override
  public Serializer<Signal> serializer() {
    return (topic, signal) -> signal instanceof Event event ? event(event) : watermark(signal);
  }

  private static byte[] watermark(Signal signal) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put(VERSION)
        .put(WATERMARK)
        .putLong(signal.timestamp())
        .array();
  }

  private byte[] event(Event event) {
    double[] values = event.values();
    long present = present(values);
    int size =
        HEADER_BYTES
            + ByteUtils.sizeOfUnsignedVarint(event.partition())
            + ByteUtils.sizeOfVarlong(event.offset())
            + ByteUtils.sizeOfUnsignedVarint(values.length)
            + ByteUtils.sizeOfVarlong(present)
            + Long.bitCount(present) * Double.BYTES
            + size(event.known());
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(isPlanned(event) ? PLANNED : VERSION).put(EVENT).putLong(event.timestamp());
    ByteUtils.writeUnsignedVarint(event.partition(), out);
    ByteUtils.writeVarlong(event.offset(), out);
    ByteUtils.writeUnsignedVarint(values.length, out);
    ByteUtils.writeVarlong(present, out);
    for (double value : values) {
      if (!Double.isNaN(value)) {
        out.putDouble(value);
      }
    }
    if (isPlanned(event)) {
      out.putInt(names);
      ByteUtils.writeUnsignedVarint(event.known().length, out);
      for (float[] plan : event.known()) {
        Plan.write(plan, out);
      }
    }
    return out.array();
  }

  private static boolean isPlanned(Event event) {
    return event.known().length > 0;
  }

  private static int size(float[][] known) {
    int size = known.length == 0 ? 0 : Integer.BYTES + ByteUtils.sizeOfUnsignedVarint(known.length);
    for (float[] plan : known) {
      size += Plan.size(plan);
    }
    return size;
  }

  private static long present(double[] values) {
    long present = 0;
    for (int i = 0; i < values.length; i++) {
      present |= Double.isNaN(values[i]) ? 0 : 1L << i;
    }
    return present;
  }

  @Override
  public Deserializer<Signal> deserializer() {
    return (topic, bytes) -> {
      if (bytes == null) {
        throw new SerializationException("null signal in " + topic);
      }
      ByteBuffer in = ByteBuffer.wrap(bytes);
      try {
        Signal signal = read(in, topic);
        check(!in.hasRemaining(), "bytes after the signal");
        return signal;
      } catch (BufferUnderflowException | IllegalArgumentException e) {
        throw new SerializationException("truncated or damaged signal in " + topic, e);
      }
    };
  }

  private Signal read(ByteBuffer in, String topic) {
    byte version = in.get();
    if (version != VERSION && version != PLANNED) {
      throw new SerializationException(
          "signal has format version " + version + ", this build reads up to " + PLANNED);
    }
    byte type = in.get();
    long timestamp = in.getLong();
    check(timestamp >= 0, "a negative timestamp");
    if (type == WATERMARK) {
      return new Watermark(timestamp);
    }
    check(type == EVENT, "an unknown type");
    int partition = ByteUtils.readUnsignedVarint(in);
    long offset = ByteUtils.readVarlong(in);
    double[] values = values(in);
    float[][] known = version == PLANNED ? known(in, topic) : Event.NOTHING;
    return new Event(timestamp, values, known, partition, offset);
  }

  private float[][] known(ByteBuffer in, String topic) {
    int hash = in.getInt();
    int stored = ByteUtils.readUnsignedVarint(in);
    check(stored > 0 && stored <= CovariatesConfig.MAX_KNOWN, "an impossible number of plans");
    float[][] known = new float[stored][];
    for (int i = 0; i < stored; i++) {
      known[i] = Plan.read(in);
    }
    if (hash == names && stored == fields) {
      return known;
    }
    if (tellsOfOthers.getAndSet(false)) {
      LOG.warn("event=plans-of-other-fields topic={} effect=left-out", topic);
    }
    return Event.NOTHING;
  }

  private static double[] values(ByteBuffer in) {
    int targets = ByteUtils.readUnsignedVarint(in);
    check(targets > 0 && targets <= MAX_TARGETS, "an impossible number of targets");
    double[] values = new double[targets];
    long present = ByteUtils.readVarlong(in);
    for (int i = 0; i < targets; i++) {
      boolean carried = (present & 1L << i) != 0;
      values[i] = carried ? in.getDouble() : Double.NaN;
      check(!carried || Double.isFinite(values[i]), "a value that is not finite");
    }
    return values;
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new SerializationException("cannot read a signal: " + problem);
    }
  }
}
