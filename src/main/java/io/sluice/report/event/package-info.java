/** What reports of events that are tokens have in common. */
package io.sluice.report.event;
