package io.sluice.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says of a scratch directory that its process lives: a lock that ends with it, however it ends.
 *
 * <p>The directories of this process are recognised by name. To open and close the lock file of one
 * would take the lock from it: to the system, locks are the process's, not the channel's.
 */
final class ScratchLock implements AutoCloseable {
  static final String FILE = "scratch.lock";
  private static final String UNLOCKED = "scratch.lock.new";
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private ScratchLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes a new directory. The file has its name only when it is locked. */
  static ScratchLock take(Path directory) throws IOException {
    Path unlocked = directory.resolve(UNLOCKED);
    FileChannel channel =
        FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      OURS.add(directory);
      Files.move(unlocked, directory.resolve(FILE));
      return new ScratchLock(directory, channel);
    } catch (IOException e) {
      OURS.remove(directory);
      channel.close();
      throw e;
    }
  }

  /** Whether a directory was a scratch directory of a process that is gone. */
  static boolean isAbandoned(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (OURS.contains(directory) || !Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      OURS.remove(directory);
    } catch (IOException e) {
      throw new BrokerException("cannot release a scratch directory: " + e, e);
    }
  }
}
