/** What is remembered of a key whose events are tokens. */
package io.sluice.state.event;
