/** Questions about the keys of a pipeline at work, answered from its state stores. */
package io.sluice.query;
