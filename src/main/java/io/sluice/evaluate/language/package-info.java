/** Models of events on held-out time, beside counts that learn or do not. */
package io.sluice.evaluate.language;
