/** Networks that were written, read to be trained further. */
package io.sluice.train.network.read;
