/** How often healthy series alert, and which faults are found, by the code that serves. */
package io.sluice.bench.detect;
