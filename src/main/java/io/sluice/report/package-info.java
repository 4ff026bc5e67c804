/** Pages with charts for people: one file each, drawn as the page of the service is. */
package io.sluice.report;
