/** What is known of keys whose events are tokens. */
package io.sluice.query.event;
