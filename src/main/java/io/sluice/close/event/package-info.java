/** Windows of events that are tokens: taken in, due, stepped, judged. */
package io.sluice.close.event;
