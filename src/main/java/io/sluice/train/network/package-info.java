/** The network: its shape, its weights, and the ONNX file that it becomes. */
package io.sluice.train.network;
