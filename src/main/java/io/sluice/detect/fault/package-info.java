/** Faults planted into a history of one's own: would they have been found? */
package io.sluice.detect.fault;
