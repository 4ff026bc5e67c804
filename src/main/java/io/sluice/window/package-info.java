/** Which window an event belongs to, when it is closed, and what an open one holds. */
package io.sluice.window;
