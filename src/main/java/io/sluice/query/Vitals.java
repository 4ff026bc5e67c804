package io.sluice.query;

/**
 * How a pipeline is doing in this process.
 *
 * @param lag records of all partitions that are not committed yet; -1: unknown
 * @param streamTime how far event time has come, epoch ms; -1: nowhere yet
 * @param records source records that were read since the start
 * @param recordsPerSecond lately
 */
public record Vitals(long lag, long streamTime, long records, double recordsPerSecond) {}
