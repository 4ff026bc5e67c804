/** From series to what a network learns from: examples of inputs and answers. */
package io.sluice.train.lesson;
