/** JSON, written byte by byte. */
package io.sluice.output.json;
