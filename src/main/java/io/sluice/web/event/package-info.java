/** What the API says of series whose events are tokens, as JSON. */
package io.sluice.web.event;
