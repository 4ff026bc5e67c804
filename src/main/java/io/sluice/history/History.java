package io.sluice.history;

import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A pipeline's past. Wherever it stands, it is read as records of the source topic: those that are
 * there, or those that a replay would publish. So one decoder serves, trains and backtests.
 */
public sealed interface History permits CsvHistory, WideHistory, TopicHistory {

  /** Takes the records, one after the other. */
  @FunctionalInterface
  interface Handler {
    /**
     * Takes a record.
     *
     * @param record its partition is the number of the file, and its offset the line, where it
     *     comes from one
     * @param place where it stands, for people; to be asked before the next record is taken
     * @param share how much of the history has been read, 0 to 1
     */
    void accept(ConsumerRecord<byte[], byte[]> record, Supplier<String> place, double share);
  }

  /**
   * Hands over all records.
   *
   * @throws io.sluice.csv.CsvException when a file cannot be read
   * @throws io.sluice.broker.BrokerException when a topic cannot be read
   */
  void read(Handler handler);

  /**
   * Where a record stands, for people.
   *
   * @param partition that of the record
   * @param offset that of the record
   */
  String place(int partition, long offset);

  /** What a model's metadata call it: names of files without directories, or of a topic. */
  String name();
}
