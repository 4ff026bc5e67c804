package io.sluice.event;

import io.sluice.config.CovariatesConfig;
import io.sluice.schema.Schema;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 * The form of a {@link Signal} on the repartition topic: version, type, a time, and of
 *
 * <ul>
 *   <li>an event, whose time that is: by how much it is ahead of its source partition's time, that
 *       partition and the offset there, the stamp of the {@link Schema} that its values are of, a
 *       bit per value that is present, and the present values; if it says something in advance,
 *       which another version tells, a hash of the fields' names and its {@linkplain PlanValues
 *       plans}. Its series key is the record's key;
 *   <li>an event that is a token, which a fifth version tells: the same up to the offset, then the
 *       length of the token and the token in UTF-8. Its series key is the record's key;
 *   <li>a {@link Watermark} and a {@link Lull}, for whom it is the source partition's time: that
 *       partition; of a lull also its kind, by how much its clock is ahead, and the end's offset.
 * </ul>
 *
 * <p>Releases before source partitions had a time of their own wrote versions 1 and 2, without it.
 * Such an event moves its partition to its own time, such a watermark speaks for every partition.
 *
 * <p>The values of an event that was written before a change of the targets are in its schema's
 * order, which the reader of the windows knows.
 *
 * <p>Records that were written before a change of the fields that are known in advance are read
 * without their plans, whose places are now those of other fields. The first such record is logged.
 */
public final class SignalSerde implements Serde<Signal> {
  private static final byte TIMELESS = 1;
  private static final byte TIMELESS_PLANNED = 2;
  private static final byte VERSION = 3;
  private static final byte PLANNED = 4;
  private static final byte TOKEN = 5;
  private static final byte WATERMARK = 0;
  private static final byte EVENT = 1;
  private static final byte LULL = 2;
  private static final int MAX_TARGETS = Long.SIZE;
  private static final int HEADER_BYTES = 2 + Long.BYTES;
  private static final Logger LOG = LoggerFactory.getLogger(SignalSerde.class);

  private final Schema schema;
  private final int stamp;
  private final int fields;
  private final int names;
  private final AtomicBoolean tellsOfOthers = new AtomicBoolean(true);

  /**
   * A serde of the signals of a pipeline.
   *
   * @param schema its targets
   * @param known the fields that it knows in advance; plans of other ones are left out
   */
  public SignalSerde(Schema schema, List<String> known) {
    this.schema = schema;
    this.stamp = schema.stamp();
    this.fields = known.size();
    this.names = known.hashCode();
  }

  @Override
  public Serializer<Signal> serializer() {
    return (topic, signal) -> {
      if (signal instanceof Event event) {
        return event.token() == null ? event(event) : token(event, event.token());
      }
      return signal instanceof Lull lull ? lull(lull) : watermark(signal);
    };
  }

  private static byte[] watermark(Signal signal) {
    int size = HEADER_BYTES + ByteUtils.sizeOfUnsignedVarint(signal.partition());
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put(WATERMARK).putLong(signal.sourceTime());
    ByteUtils.writeUnsignedVarint(signal.partition(), out);
    return out.array();
  }

  private static byte[] lull(Lull lull) {
    long elapsed = lull.clock() - lull.sourceTime();
    int size =
        HEADER_BYTES
            + ByteUtils.sizeOfUnsignedVarint(lull.partition())
            + 1
            + ByteUtils.sizeOfVarlong(elapsed)
            + ByteUtils.sizeOfVarlong(lull.end());
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put(LULL).putLong(lull.sourceTime());
    ByteUtils.writeUnsignedVarint(lull.partition(), out);
    out.put(lull.kind().code);
    ByteUtils.writeVarlong(elapsed, out);
    ByteUtils.writeVarlong(lull.end(), out);
    return out.array();
  }

  private static byte[] token(Event event, String token) {
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    long ahead = event.timestamp() - event.sourceTime();
    int size =
        HEADER_BYTES
            + ByteUtils.sizeOfVarlong(ahead)
            + ByteUtils.sizeOfUnsignedVarint(event.partition())
            + ByteUtils.sizeOfVarlong(event.offset())
            + ByteUtils.sizeOfUnsignedVarint(text.length)
            + text.length;
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(TOKEN).put(EVENT).putLong(event.timestamp());
    ByteUtils.writeVarlong(ahead, out);
    ByteUtils.writeUnsignedVarint(event.partition(), out);
    ByteUtils.writeVarlong(event.offset(), out);
    ByteUtils.writeUnsignedVarint(text.length, out);
    return out.put(text).array();
  }

  private byte[] event(Event event) {
    double[] values = event.values();
    long present = present(values);
    long ahead = event.timestamp() - event.sourceTime();
    int size =
        HEADER_BYTES
            + ByteUtils.sizeOfVarlong(ahead)
            + ByteUtils.sizeOfUnsignedVarint(event.partition())
            + ByteUtils.sizeOfVarlong(event.offset())
            + Schema.STAMP_BYTES
            + ByteUtils.sizeOfVarlong(present)
            + Long.bitCount(present) * Double.BYTES
            + size(event.known());
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(isPlanned(event) ? PLANNED : VERSION).put(EVENT).putLong(event.timestamp());
    ByteUtils.writeVarlong(ahead, out);
    ByteUtils.writeUnsignedVarint(event.partition(), out);
    ByteUtils.writeVarlong(event.offset(), out);
    Schema.putStamp(stamp, out);
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
        PlanValues.write(plan, out);
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
      size += PlanValues.size(plan);
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
    if (version < TIMELESS || version > TOKEN) {
      throw new SerializationException(
          "signal has format version "
              + version
              + ", this build reads up to "
              + TOKEN
              + ": all instances must be of one release, see docs/operations.md");
    }
    byte type = in.get();
    long time = in.getLong();
    check(time >= (type == LULL ? Signal.NO_TIME : 0), "a negative time");
    boolean timeless = version < VERSION;
    if (type == WATERMARK) {
      return new Watermark(timeless ? Watermark.EVERY_PARTITION : partition(in), time);
    }
    if (type == LULL) {
      return readLull(time, in);
    }
    check(type == EVENT, "an unknown type");
    long sourceTime = timeless ? time : time - ByteUtils.readVarlong(in);
    check(sourceTime >= Signal.NO_TIME, "an impossible time of the partition");
    int partition = partition(in);
    long offset = ByteUtils.readVarlong(in);
    if (version == TOKEN) {
      return new Event(time, text(in), partition, offset).at(sourceTime);
    }
    int stamped = timeless ? Schema.UNSTAMPED : Schema.getStamp(in);
    double[] values = timeless ? counted(in) : values(stamped, in);
    boolean planned = version == PLANNED || version == TIMELESS_PLANNED;
    float[][] known = planned ? known(in, topic) : Event.NOTHING;
    Event event = new Event(time, values, known, partition, offset).at(sourceTime);
    return stamped == stamp ? event : event.of(stamped);
  }

  private static String text(ByteBuffer in) {
    int length = ByteUtils.readUnsignedVarint(in);
    check(length >= 0 && length <= in.remaining(), "an impossible length of a token");
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static Lull readLull(long time, ByteBuffer in) {
    int partition = partition(in);
    Lull.Kind kind = kind(in.get());
    long clock = time + ByteUtils.readVarlong(in);
    check(clock >= time, "a clock that goes back");
    return new Lull(partition, time, kind, clock, ByteUtils.readVarlong(in));
  }

  private static Lull.Kind kind(byte code) {
    for (Lull.Kind kind : Lull.Kind.values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new SerializationException("cannot read a signal: an unknown kind of lull");
  }

  private static int partition(ByteBuffer in) {
    int partition = ByteUtils.readUnsignedVarint(in);
    check(partition >= 0, "a negative partition");
    return partition;
  }

  private float[][] known(ByteBuffer in, String topic) {
    int hash = in.getInt();
    int stored = ByteUtils.readUnsignedVarint(in);
    check(stored > 0 && stored <= CovariatesConfig.MAX_KNOWN, "an impossible number of plans");
    float[][] known = new float[stored][];
    for (int i = 0; i < stored; i++) {
      known[i] = PlanValues.read(in);
    }
    if (hash == names && stored == fields) {
      return known;
    }
    if (tellsOfOthers.getAndSet(false)) {
      LOG.warn("event=plans-of-other-fields topic={} effect=left-out", topic);
    }
    return Event.NOTHING;
  }

  private static double[] counted(ByteBuffer in) {
    int targets = ByteUtils.readUnsignedVarint(in);
    check(targets > 0 && targets <= MAX_TARGETS, "an impossible number of targets");
    return values(targets, ByteUtils.readVarlong(in), in);
  }

  /** Of another schema, up to the last value that is present. */
  private double[] values(int stamped, ByteBuffer in) {
    long present = ByteUtils.readVarlong(in);
    int last = MAX_TARGETS - Long.numberOfLeadingZeros(present);
    check(stamped != stamp || last <= schema.size(), "a value of no target");
    return values(stamped == stamp ? schema.size() : last, present, in);
  }

  private static double[] values(int targets, long present, ByteBuffer in) {
    double[] values = new double[targets];
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
