/** What a window holds of its values where one number does not say enough. */
package io.sluice.window.summary;
