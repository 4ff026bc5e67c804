#!/usr/bin/env python3
"""Writes a recurrent network of PyTorch as a model of events that Sluice serves.

    models/interop/export_events_pytorch.py OUT.onnx [OUT.json]

As it stands it writes a small GRU with random weights for a home of five tokens, and to OUT.json
what PyTorch says to a few inputs: the pair that the tests hold the service to. Take over `EventModel`
and `export`, and load your own weights, tokens and counts in between. Needs the packages torch and
onnx.
"""

import base64
import json
import math
import struct
import sys
import zlib

import onnx
import torch
from torch import nn

# The vocabulary with how often training met each token. The first two are what stands for anything
# unknown and the end of a session; a count of 0 for the latter: sessions have no ends to learn.
TOKENS = {"<unk>": 2, "<eos>": 0, "front-door": 30, "hall-motion": 60, "fridge": 40, "kettle": 20, "bed": 12}

# What the service feeds of the newest event's time, in this order: 2, 4 and 7 columns.
FEATURES = {"gap": 2, "time-of-day": 4, "day-of-week": 7}

# Upper bounds of the bins of the time to the next event, in seconds.
BINS = [10, 60, 600, 3600, 28800]

# Eleven experts are pooled by these weights at first; the network is the first. What was not counted
# knows as much as the unigram, so that it has little to add here.
WEIGHTS = [0.9, 0.05, 0, 0, 0, 0, 0, 0.05, 0.1, 0.1, 0.05]


class EventModel(nn.Module):
    """One event of a batch of keys: token, time and state in; the next token, when, and state out."""

    def __init__(self, hidden, layers, width=4):
        super().__init__()
        self.hidden = hidden
        self.embedding = nn.Embedding(len(TOKENS), width)
        sizes = [width + sum(FEATURES.values())] + [hidden] * (layers - 1)
        self.cells = nn.ModuleList(nn.GRUCell(size, hidden) for size in sizes)
        self.logits = nn.Linear(hidden, len(TOKENS))
        self.delay = nn.Linear(hidden, len(BINS))

    def forward(self, token, x, state):
        """token: [batch] int64, x: [batch, 13], state: [batch, layers * hidden]."""
        x = torch.cat([self.embedding(token), x], dim=1)
        following = []
        for cell, before in zip(self.cells, state.split(self.hidden, dim=1)):
            x = cell(x, before)
            following.append(x)
        return self.logits(x), self.delay(x), torch.cat(following, dim=1)


def ngrams():
    """A unigram of the counts, and no longer contexts: five empty tables."""
    total = sum(TOKENS.values()) + len(TOKENS)
    logs = [math.log((count + 1) / total) for count in TOKENS.values()]
    empty = struct.pack(">iii", 0, 0, 0)  # no contexts, no tokens, and where the first would begin
    plain = struct.pack(f">bH{len(logs)}f", 1, len(logs), *logs) + 5 * empty
    return base64.b64encode(zlib.compress(plain)).decode()


def delays(share=1.0):
    """How far the network's hazards are believed, then a logit for each token and bin."""
    hazard = math.log(0.3 / 0.7)
    count = len(TOKENS) * len(BINS)
    return base64.b64encode(struct.pack(f">f{count}f", share, *[hazard] * count)).decode()


def export(model, file):
    """Writes the file with the names and the metadata of the contract."""
    state = torch.zeros(2, len(model.cells) * model.hidden)
    inputs = (torch.zeros(2, dtype=torch.int64), torch.zeros(2, sum(FEATURES.values())), state)
    names = ["token", "x", "state"], ["logits", "delay", "next_state"]
    torch.onnx.export(model.eval(), inputs, file, input_names=names[0], output_names=names[1],
                      dynamic_axes={name: {0: "batch"} for name in names[0] + names[1]},
                      opset_version=16)
    proto = onnx.load(file)
    onnx.helper.set_model_props(proto, {f"sluice.{key}": value for key, value in {
        "contract": "1", "kind": "events", "name": "pytorch-events", "version": "1",
        "cell": "gru", "layers": str(len(model.cells)), "hidden": str(model.hidden),
        "features": ",".join(FEATURES), "zone": "UTC",
        "state": "unit",  # every value within [-1, 1]; "real" where that does not hold
        "vocabulary": "\n".join(f"{count} {token}" for token, count in TOKENS.items()),
        "delay-bins": ",".join(map(str, BINS)), "session-gap": "PT0S",
        "ngrams": ngrams(), "delays": delays(),
        "weights": ",".join(map(str, WEIGHTS)), "weights.rate": "0.004",
    }.items()})
    onnx.save(proto, file)


def answers(model, rows=5):
    """Random inputs and what the model makes of them."""
    token = torch.randint(len(TOKENS), (rows,))
    x = torch.randn(rows, sum(FEATURES.values()))
    state = torch.rand(rows, len(model.cells) * model.hidden) * 2 - 1
    with torch.no_grad():
        logits, delay, following = model(token, x, state)
    named = {"token": token, "x": x, "state": state, "logits": logits, "delay": delay,
             "next_state": following}
    return {name: tensor.reshape(rows, -1).tolist() for name, tensor in named.items()}


def main(out, check=None):
    torch.manual_seed(20130218)
    model = EventModel(hidden=4, layers=2)
    export(model, out)
    if check:
        with open(check, "w") as file:
            json.dump(answers(model), file, indent=1)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
