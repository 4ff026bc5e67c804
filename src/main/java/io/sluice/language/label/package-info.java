/** Events with labels, as models of labels read them. */
package io.sluice.language.label;
