/** How far event time has come: the least of the source partitions' times. */
package io.sluice.time;
