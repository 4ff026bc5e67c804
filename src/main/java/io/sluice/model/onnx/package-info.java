/** Model files: screened before they are loaded, read, and run by ONNX Runtime. */
package io.sluice.model.onnx;
