/** From a window's values to the numbers that a model sees, and back. */
package io.sluice.feature;
