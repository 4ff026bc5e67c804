/** Faults that are planted into histories of events, and what was found of them. */
package io.sluice.detect.fault.event;
