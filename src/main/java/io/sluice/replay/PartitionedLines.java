package io.sluice.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines that come from several partitions by chance, and are put one partition after the other,
 * each by offset. Until then they wait in a file per partition: memory is taken only by partitions
 * whose lines come out of order, some bytes for each line.
 */
final class PartitionedLines implements AutoCloseable {
  private static final int BUFFER = 1 << 13;

  private final Path directory;
  private final @Nullable Part[] parts;

  /**
   * No lines yet.
   *
   * @param directory where they wait
   */
  PartitionedLines(Path directory, int partitions) {
    this.directory = directory;
    this.parts = new Part[partitions];
  }

  void write(int partition, long offset, byte[] line) throws IOException {
    Part part = parts[partition];
    if (part == null) {
      part = new Part(Files.createTempFile(directory, "partition-" + partition + "-", ".tmp"));
      parts[partition] = part;
    }
    part.write(offset, line);
  }

  /** Writes all lines, in order. */
  void copyTo(OutputStream out) throws IOException {
    for (Part part : parts) {
      if (part != null) {
        part.copyTo(out);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      if (part != null) {
        part.close();
      }
    }
  }

  /** The lines of one partition: the offset, the length and the bytes of each. */
  private static final class Part implements AutoCloseable {
    final Path file;
    final DataOutputStream lines;
    long last = -1;
    boolean ordered = true;

    Part(Path file) throws IOException {
      this.file = file;
      this.lines =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    void write(long offset, byte[] line) throws IOException {
      ordered &= offset >= last;
      last = offset;
      lines.writeLong(offset);
      lines.writeInt(line.length);
      lines.write(line);
    }

    void copyTo(OutputStream out) throws IOException {
      lines.flush();
      if (ordered) {
        copyAll(out);
      } else {
        copySorted(out);
      }
    }

    private void copyAll(OutputStream out) throws IOException {
      try (DataInputStream in = open()) {
        for (long left = Files.size(file); left > 0; ) {
          in.readLong();
          byte[] line = in.readNBytes(in.readInt());
          line(out, line);
          left -= Long.BYTES + Integer.BYTES + line.length;
        }
      }
    }

    private void copySorted(OutputStream out) throws IOException {
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        for (Place place : places()) {
          byte[] line = new byte[place.length];
          in.seek(place.position);
          in.readFully(line);
          line(out, line);
        }
      }
    }

    private List<Place> places() throws IOException {
      List<Place> places = new ArrayList<>();
      try (DataInputStream in = open()) {
        long size = Files.size(file);
        for (long position = 0; position < size; ) {
          long offset = in.readLong();
          int length = in.readInt();
          in.skipNBytes(length);
          position += Long.BYTES + Integer.BYTES;
          places.add(new Place(offset, position, length));
          position += length;
        }
      }
      places.sort(Comparator.comparingLong(Place::offset));
      return places;
    }

    private DataInputStream open() throws IOException {
      return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    private static void line(OutputStream out, byte[] line) throws IOException {
      out.write(line);
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      lines.close();
      Files.deleteIfExists(file);
    }
  }

  /** Where the line of an offset stands. */
  private record Place(long offset, long position, int length) {}
}
