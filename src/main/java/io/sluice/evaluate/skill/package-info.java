/** What a model is worth: its forecasts of held-out time beside those of trivial forecasters. */
package io.sluice.evaluate.skill;
