package io.sluice.window.summary;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * How many different values there are: exact up to {@value #MOST_TOKENS}, beyond that by an <a
 * href="https://doi.org/10.14778/3654621.3654632">UltraLogLog</a> with a standard error of 1.7%.
 * The order of the values does not matter.
 */
final class DistinctSketch implements Summary {
  static final int MOST_TOKENS = 512;

  private static final byte TOKENS = 1;
  private static final byte REGISTERS = 2;
  private static final int PRECISION = 11;
  private static final int REGISTER_BYTES = 1 << PRECISION;

  /** Hashes of the values, ascending, while they are few. */
  private int[] tokens = new int[4];

  private int count;
  private @Nullable UltraLogLog registers;

  @Override
  public void add(double value, long time) {
    long bits = Double.doubleToLongBits(value + 0.0); // of -0 what 0 has
    int token = UltraLogLog.computeToken(Hashing.komihash5_0().hashLongToLong(bits));
    if (registers != null) {
      registers.addToken(token);
      return;
    }
    int found = Arrays.binarySearch(tokens, 0, count, token);
    if (found >= 0) {
      return;
    }
    if (count == MOST_TOKENS) {
      registers = registers().addToken(token);
    } else {
      insert(-found - 1, token);
    }
  }

  private UltraLogLog registers() {
    UltraLogLog all = UltraLogLog.create(PRECISION);
    for (int i = 0; i < count; i++) {
      all.addToken(tokens[i]);
    }
    return all;
  }

  private void insert(int place, int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    System.arraycopy(tokens, place, tokens, place + 1, count - place);
    tokens[place] = token;
    count++;
  }

  @Override
  public double value() {
    return registers == null ? count : registers.getDistinctCountEstimate();
  }

  @Override
  public int maxBytes() {
    return 6 + (registers == null ? count * Integer.BYTES : REGISTER_BYTES);
  }

  @Override
  public void write(ByteBuffer out) {
    if (registers != null) {
      out.put(REGISTERS).put(registers.getState());
      return;
    }
    ByteUtils.writeUnsignedVarint(count, out.put(TOKENS));
    for (int i = 0; i < count; i++) {
      out.putInt(tokens[i]);
    }
  }

  @Override
  public void read(ByteBuffer in) {
    byte version = in.get();
    if (version == REGISTERS) {
      byte[] state = new byte[REGISTER_BYTES];
      in.get(state);
      registers = UltraLogLog.wrap(state);
    } else if (version == TOKENS) {
      readTokens(in);
    } else {
      throw new IllegalArgumentException("sketch of distinct values has version " + version);
    }
  }

  private void readTokens(ByteBuffer in) {
    count = ByteUtils.readUnsignedVarint(in);
    if (count < 1 || count > MOST_TOKENS) {
      throw new IllegalArgumentException("sketch of " + count + " distinct values");
    }
    tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = in.getInt();
      if (i > 0 && tokens[i] <= tokens[i - 1]) {
        throw new IllegalArgumentException("tokens of a sketch are in no order");
      }
    }
  }
}
