/** What is sent, and how it is written. */
package io.sluice.output;
