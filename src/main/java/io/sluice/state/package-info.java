/** What is remembered of a key, how it is stored, and the life of a key. */
package io.sluice.state;
