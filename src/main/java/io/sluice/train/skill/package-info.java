/** How good a model's forecasts of held-out time are, beside those of trivial forecasters. */
package io.sluice.train.skill;
