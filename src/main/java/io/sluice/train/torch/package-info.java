/** Training of the network with DJL's PyTorch engine. */
package io.sluice.train.torch;
