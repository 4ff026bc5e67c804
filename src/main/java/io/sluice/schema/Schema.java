package io.sluice.schema;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The targets of a pipeline in their order: what the numbers in a stored row, state or signal are
 * numbers of. Stored data carries the {@link #stamp}, the names stand once in the task's store.
 *
 * @param targets of different names; none where events are tokens
 */
public record Schema(List<Target> targets) {
  /** The stamp of what was stored before there were any. */
  public static final int UNSTAMPED = 0;

  /** The bytes of a stamp. */
  public static final int STAMP_BYTES = 3;

  private static final int SOMETHING = 1;

  /**
   * One target.
   *
   * @param name its name
   * @param field the event field that it is made of
   * @param aggregate how a window's values become one
   */
  public record Target(String name, String field, Aggregate aggregate) {}

  public Schema {
    targets = List.copyOf(targets);
  }

  /** That of a configuration. */
  public static Schema of(List<TargetConfig> targets) {
    return new Schema(
        targets.stream()
            .map(target -> new Target(target.name(), target.field(), target.aggregate()))
            .toList());
  }

  /** Of targets that have no names but their numbers. */
  public static Schema unnamed(List<Aggregate> aggregates) {
    List<Target> targets = new ArrayList<>();
    for (Aggregate aggregate : aggregates) {
      String number = String.valueOf(targets.size());
      targets.add(new Target(number, number, aggregate));
    }
    return new Schema(targets);
  }

  /** The number of targets. */
  public int size() {
    return targets.size();
  }

  /** One per target. */
  public List<Aggregate> aggregates() {
    return targets.stream().map(Target::aggregate).toList();
  }

  /**
   * Tells it from others: the first {@link #STAMP_BYTES} of a SHA-256, not negative and never
   * {@link #UNSTAMPED}.
   */
  public int stamp() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Target target : targets) {
        update(digest, target.name());
        update(digest, target.field());
        update(digest, target.aggregate().name());
      }
      int stamp = ByteBuffer.wrap(digest.digest()).getInt() >>> Byte.SIZE;
      return stamp == UNSTAMPED ? SOMETHING : stamp;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /** Writes a stamp. */
  public static void putStamp(int stamp, ByteBuffer out) {
    out.put((byte) (stamp >>> (2 * Byte.SIZE))).putShort((short) stamp);
  }

  /** Reads a stamp. */
  public static int getStamp(ByteBuffer in) {
    return (Byte.toUnsignedInt(in.get()) << (2 * Byte.SIZE)) | Short.toUnsignedInt(in.getShort());
  }

  /** By target, its place in another schema; -1 where that has no target like it. */
  public int[] placesIn(Schema other) {
    return targets.stream().mapToInt(other.targets::indexOf).toArray();
  }
}
