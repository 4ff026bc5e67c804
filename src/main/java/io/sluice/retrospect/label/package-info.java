/** Labels of the past: gaps filled and windows judged by a model that knows both sides of them. */
package io.sluice.retrospect.label;
