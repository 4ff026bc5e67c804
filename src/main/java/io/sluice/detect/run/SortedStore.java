package io.sluice.detect.run;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, in order of the keys' unsigned bytes, that belongs to no Kafka Streams
 * application. Nothing may be written while one of its iterators is in use.
 */
final class SortedStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private final NavigableMap<Bytes, byte[]> entries = new TreeMap<>();

  SortedStore(String name) {
    this.name = name;
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    return entries.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> all) {
    all.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    return entries.remove(key);
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return entries.get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return new Entries(entries.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return new Entries(entries);
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("no Kafka Streams application has this store");
  }

  @Override
  public void close() {
    entries.clear();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Goes through entries in their order. */
  private static final class Entries implements KeyValueIterator<Bytes, byte[]> {
    private final Iterator<Map.Entry<Bytes, byte[]>> rest;
    private @Nullable KeyValue<Bytes, byte[]> next;

    Entries(Map<Bytes, byte[]> entries) {
      this.rest = entries.entrySet().iterator();
      advance();
    }

    private void advance() {
      if (rest.hasNext()) {
        Map.Entry<Bytes, byte[]> entry = rest.next();
        next = new KeyValue<>(entry.getKey(), entry.getValue());
      } else {
        next = null;
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Bytes peekNextKey() {
      return head().key;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      KeyValue<Bytes, byte[]> head = head();
      advance();
      return head;
    }

    private KeyValue<Bytes, byte[]> head() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      return next;
    }

    @Override
    public void close() {}
  }
}
