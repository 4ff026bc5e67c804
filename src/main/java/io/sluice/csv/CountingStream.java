package io.sluice.csv;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the bytes that were read, for the progress bar. */
final class CountingStream extends FilterInputStream {
  private static final Logger LOG = LoggerFactory.getLogger(CountingStream.class);

  private long count;

  CountingStream(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count += read < 0 ? 0 : 1;
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count += Math.max(0, read);
    return read;
  }

  void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      LOG.debug("event=csv-not-closed", e);
    }
  }
}
