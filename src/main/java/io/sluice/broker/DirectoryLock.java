package io.sluice.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory for one broker at a time. Kafka locks its directories too, but only after
 * it has opened the metadata log in them: a second broker that got as far would damage the first
 * one's. The lock ends with the process at the latest.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "broker.lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param directory created when missing
   * @throws BrokerException when another broker, of this process or another, has it, or the
   *     directory cannot be written
   */
  static DirectoryLock take(Path directory) {
    try {
      OwnerOnly.create(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new BrokerException(
            "directory %s is in use by another broker; stop that one or name another directory"
                .formatted(directory));
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new BrokerException("cannot use %s as data directory: %s".formatted(directory, e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new BrokerException("cannot release a data directory: " + e, e);
    }
  }
}
