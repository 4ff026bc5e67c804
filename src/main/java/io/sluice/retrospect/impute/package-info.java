/** How well hidden values are filled in by models that see both sides, beside trivial ways. */
package io.sluice.retrospect.impute;
