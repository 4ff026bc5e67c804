#!/usr/bin/env python3
"""Writes a recurrent network of PyTorch as a step model that Sluice serves.

    models/interop/export_pytorch.py OUT.onnx [OUT.json]

As it stands it writes a small GRU with random weights, and to OUT.json what PyTorch says to a few
inputs: the pair that the tests hold the service to. Take over `StepModel` and `export`, and load
your own weights in between. Needs the packages torch and onnx.
"""

import json
import sys

import onnx
import torch
from torch import nn

# What the service feeds (docs/model-contract.md says what each is), in this order.
FEATURES = ["level", "change", "noise", "missing", "time-of-day.sin", "time-of-day.cos"]
LEVELS = [0.1, 0.5, 0.9]
HORIZON = 3


class StepModel(nn.Module):
    """One window of a batch of keys: features and state in, forecast and next state out."""

    def __init__(self, hidden, layers):
        super().__init__()
        self.hidden = hidden
        sizes = [len(FEATURES)] + [hidden] * (layers - 1)
        self.cells = nn.ModuleList(nn.GRUCell(size, hidden) for size in sizes)
        self.head = nn.Linear(hidden, HORIZON * len(LEVELS))

    def forward(self, x, state):
        """x: [batch, features], state: [batch, layers * hidden]."""
        following = []
        for cell, before in zip(self.cells, state.split(self.hidden, dim=1)):
            x = cell(x, before)
            following.append(x)
        raw = self.head(x).reshape(-1, 1, HORIZON, len(LEVELS))
        # The lowest quantile and steps up from it, so that no two cross.
        steps = torch.cat([raw[..., :1], nn.functional.softplus(raw[..., 1:])], dim=-1)
        return steps.cumsum(dim=-1), torch.cat(following, dim=1)


def export(model, file):
    """Writes the file with the names and the metadata of the contract."""
    inputs = (torch.zeros(2, len(FEATURES)), torch.zeros(2, len(model.cells) * model.hidden))
    names = ["x", "state"], ["quantiles", "next_state"]
    torch.onnx.export(model.eval(), inputs, file, input_names=names[0], output_names=names[1],
                      dynamic_axes={name: {0: "batch"} for name in names[0] + names[1]},
                      opset_version=16)
    proto = onnx.load(file)
    onnx.helper.set_model_props(proto, {f"sluice.{key}": value for key, value in {
        "contract": "1", "name": "pytorch-gru", "version": "1",
        "cell": "gru", "layers": str(len(model.cells)), "hidden": str(model.hidden),
        "features": ",".join(FEATURES), "targets": "1",
        "levels": ",".join(map(str, LEVELS)), "horizon": str(HORIZON),
        "state": "unit",  # every value within [-1, 1]; "real" where that does not hold
        "window": "PT10M", "warmup": "36", "scaler": "difference;memory=1008;floor=1.0E-4",
    }.items()})
    onnx.save(proto, file)


def answers(model, rows=5):
    """Random inputs and what the model makes of them."""
    x = torch.randn(rows, len(FEATURES))
    state = torch.rand(rows, len(model.cells) * model.hidden) * 2 - 1
    with torch.no_grad():
        quantiles, following = model(x, state)
    named = {"x": x, "state": state, "quantiles": quantiles, "next_state": following}
    return {name: tensor.reshape(rows, -1).tolist() for name, tensor in named.items()}


def main(out, check=None):
    torch.manual_seed(20130218)
    model = StepModel(hidden=4, layers=2)
    export(model, out)
    if check:
        with open(check, "w") as file:
            json.dump(answers(model), file, indent=1)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
