/**
 * Training: a pipeline's configuration and its history in, a step model out. The only package that
 * uses DJL and the ONNX protobuf classes, neither of which is on the serving class path.
 */
package io.sluice.train;
