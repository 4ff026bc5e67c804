/** What the offline commands do with pipelines of events. */
package io.sluice.cli.events;
