/** A history through the code that serves: windows, states and alerts of one task, in memory. */
package io.sluice.detect.run;
