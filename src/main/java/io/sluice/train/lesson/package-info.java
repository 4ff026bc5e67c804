/** From series to what a network learns from: sequences of inputs and answers. */
package io.sluice.train.lesson;
