/** Pictures for people: line charts as inline SVG, and the page around them. */
package io.sluice.report;
