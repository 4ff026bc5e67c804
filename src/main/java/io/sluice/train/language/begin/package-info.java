/** The model of another home, or desk, that a training goes on from. */
package io.sluice.train.language.begin;
