#!/usr/bin/env python3
"""Writes a recurrent network of Keras (TensorFlow) as a step model that Sluice serves.

    models/interop/export_keras.py OUT.onnx [OUT.json]

As it stands it writes a small LSTM of two layers with random weights, and to OUT.json what Keras
says to a few inputs: the pair that the tests hold the service to. Take over `step_model` and
`export`, and load your own weights in between. Needs the packages tensorflow, tf2onnx and onnx.
"""

import json
import sys

import keras
import numpy as np
import onnx
from keras import layers, ops

# What the service feeds (docs/model-contract.md says what each is), in this order.
FEATURES = "level,change,noise,missing,time-of-day.sin,time-of-day.cos"
LEVELS = "0.1,0.5,0.9"
HORIZON = 3


def step_model(hidden, depth):
    """One window of a batch of keys. The state holds h and c of every layer, one after the other."""
    x = keras.Input((FEATURES.count(",") + 1,), name="x")
    state = keras.Input((2 * depth * hidden,), name="state")
    out, following = x, []
    before = ops.split(state, 2 * depth, axis=1)
    for layer in range(depth):
        out, new = layers.LSTMCell(hidden)(out, before[2 * layer : 2 * layer + 2])
        following += new
    levels = LEVELS.count(",") + 1
    raw = ops.reshape(layers.Dense(HORIZON * levels)(out), (-1, 1, HORIZON, levels))
    # The lowest quantile and steps up from it, so that no two cross.
    steps = ops.concatenate([raw[..., :1], ops.softplus(raw[..., 1:])], axis=-1)
    outputs = {"quantiles": ops.cumsum(steps, axis=-1), "next_state": ops.concatenate(following, axis=1)}
    return keras.Model({"x": x, "state": state}, outputs)


def inputs(model, rows):
    """Random features, and random states beyond [-1, 1], as the c of an LSTM may be."""
    random = np.random.default_rng(20130218)
    shapes = {name: tensor.shape[1] for name, tensor in model.input.items()}
    return {name: random.normal(size=(rows, size)).astype("float32") for name, size in shapes.items()}


def export(model, file, hidden, depth):
    """Writes the file; the names of the contract are those of the model's inputs and outputs."""
    model(inputs(model, 2))
    model.export(file, format="onnx", verbose=False)
    proto = onnx.load(file)
    onnx.helper.set_model_props(proto, {f"sluice.{key}": str(value) for key, value in {
        "contract": 1, "name": "keras-lstm", "version": 1,
        "cell": "lstm", "layers": depth, "hidden": hidden,
        "features": FEATURES, "targets": 1, "levels": LEVELS, "horizon": HORIZON,
        "window": "PT10M",
        "state": "real",  # "unit" where every value lies within [-1, 1]
        "warmup": 36, "scaler": "difference;memory=1008;floor=1.0E-4",
    }.items()})
    onnx.save(proto, file)


def main(out, check=None):
    keras.utils.set_random_seed(20130218)
    model = step_model(hidden=4, depth=2)
    export(model, out, hidden=4, depth=2)
    if check:
        given = inputs(model, 5)
        said = {name: ops.convert_to_numpy(value) for name, value in model(given).items()}
        rows = {name: array.reshape(5, -1).tolist() for name, array in {**given, **said}.items()}
        with open(check, "w") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
