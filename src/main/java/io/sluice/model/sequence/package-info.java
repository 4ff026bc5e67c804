/** Whole-sequence models: they know both sides of a window, so they judge the past only. */
package io.sluice.model.sequence;
