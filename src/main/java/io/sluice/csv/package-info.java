/** CSV files, plain or compressed, row by row. */
package io.sluice.csv;
