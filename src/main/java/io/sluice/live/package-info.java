/** What pipelines have said last, held in memory for those who look. */
package io.sluice.live;
