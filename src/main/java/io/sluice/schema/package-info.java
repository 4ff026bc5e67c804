/** What stored data is of: which configuration it was stored by, and what its numbers mean. */
package io.sluice.schema;
