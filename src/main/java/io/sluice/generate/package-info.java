/** Sequence generation: a model that runs on from the end of a series on its own samples. */
package io.sluice.generate;
