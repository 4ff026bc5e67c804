/** What events are labelled with: what was counted, and how it is weighed. */
package io.sluice.model.label;
