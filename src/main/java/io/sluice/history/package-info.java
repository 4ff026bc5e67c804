/** Where a pipeline's past is read from: CSV files, long or wide, or a topic. */
package io.sluice.history;
