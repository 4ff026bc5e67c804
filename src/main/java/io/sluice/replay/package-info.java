/** A file sent through a pipeline on an embedded broker, to its end. */
package io.sluice.replay;
