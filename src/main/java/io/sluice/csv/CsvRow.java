package io.sluice.csv;

import java.util.List;

/**
 * One data row of a CSV file.
 *
 * @param line the line of the file on which it starts, from 1
 * @param fields its cells; fewer or more than the header has when the row is ragged
 */
public record CsvRow(long line, List<String> fields) {}
