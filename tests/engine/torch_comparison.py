"""Trains small networks with PyTorch and writes what came out, for torch_comparison_test.ts.

Make the fixture again with Debian's python3-torch (any PyTorch will do):

    python3 tests/engine/torch_comparison.py > tests/fixtures/torch_comparison.json

Initial parameters, images and labels come from formulas that the test computes as well. PyTorch
computes in double precision, so that all rounding errors that the test sees are our own.
Dropouts cannot be compared with PyTorch's generator: they get the masks of our formulas.
"""

import json
import math

import torch
import torch.nn.functional as F

ARTICLE = "conv 16x3 nobias, pool 2, softmax 10"
LENET5 = (
    "conv 6x5 same relu, pool 2, conv 16x5 relu, pool 2, "
    "dense 120 relu, dense 84 relu, softmax 10"
)
ODD = "conv 3x3 stride 2 pad 1 tanh, conv 4x2 nobias sigmoid, pool 3 stride 1, dense 6 tanh, softmax 5"
OVERLAPPING = "pool 3 stride 2, conv 4x3 pad 2 relu, pool 3 stride 2, dense 8 nobias relu, softmax 4"
SKIPPING = "conv 5x2 stride 3 nobias relu, pool 1 stride 2, dense 7 sigmoid, softmax 3"
KERAS = "conv 32x3 relu, pool 2, conv 64x3 relu, pool 2, dropout 0.5, softmax 10"
AVERAGES = (
    "avgpool 2 stride 1, conv 5x3 same tanh, avgpool 3 stride 2, conv 7x3 relu, avgpool 2, "
    "conv 6x1 tanh, globalpool, softmax 4"
)
NORMS = (
    "conv 6x3 same nobias, batchnorm relu, pool 2, batchnorm, conv 8x3 same nobias, "
    "batchnorm relu, avgpool 2, dense 20 nobias, batchnorm tanh, softmax 5"
)
DROPOUTS = (
    "dropout 0.1, conv 6x3 same relu, pool 2, dropout 0.25, dense 30 relu, dropout 0.5, "
    "dropout 0.3, softmax 5"
)
ALL = (
    "conv 6x3 same nobias, batchnorm tanh, dropout 0.2, avgpool 2, conv 8x3 tanh, globalpool, "
    "dropout 0.3, softmax 5"
)

# architecture, height, width, batch, steps, learning rate, momentum
RUNS = [
    (ARTICLE, 28, 28, 4, 10, 0.05, 0),
    (ARTICLE, 28, 28, 4, 10, 0.01, 0.9),
    (LENET5, 28, 28, 4, 10, 0.1, 0),
    (LENET5, 28, 28, 4, 10, 0.02, 0.9),
    (ODD, 12, 10, 5, 10, 0.5, 0),
    (ODD, 12, 10, 5, 10, 0.2, 0.5),
    (OVERLAPPING, 13, 15, 3, 10, 0.1, 0),
    (OVERLAPPING, 13, 15, 3, 10, 0.05, 0.9),
    (SKIPPING, 11, 14, 1, 10, 0.2, 0.9),
    ("conv 3x3 tanh, pool 2, softmax 5", 10, 10, 4, 200, 0.05, 0.9),
    (KERAS, 28, 28, 4, 10, 0.05, 0.9),
    (AVERAGES, 14, 15, 4, 10, 0.2, 0),
    (AVERAGES, 14, 15, 4, 10, 0.1, 0.9),
    (NORMS, 12, 10, 6, 10, 0.1, 0),
    (NORMS, 12, 10, 6, 10, 0.02, 0.9),
    (DROPOUTS, 12, 10, 5, 10, 0.1, 0),
    (DROPOUTS, 12, 10, 5, 10, 0.05, 0.9),
    (ALL, 12, 12, 6, 200, 0.02, 0.9),
]

# What governs the dropouts of all runs.
SEED = 1

# Images come round again after so many, as from epoch to epoch.
IMAGES = 12

# A tensor of more values is stored in part, beginning with the first, evenly spread.
MOST_VALUES = 300


def pixel(n, i):
    return (i * i * 7 + i * 37 + n * i * 13 + n * 59 + 5) % 251


def label(n, classes):
    return n * 7 % classes


def initial_value(k, i, fan_in):
    """Value i of tensor k: up to 1 / sqrt(fan_in), irregular enough for no two units to be alike."""
    return ((i * i * 31 + i * 7919 + k * 101 + 13) % 1009 - 504) / 504 / math.sqrt(fan_in)


def mix(state):
    """splitmix32's finalizer, behind one step of its sequence."""
    return draw(state, 1)


def draw(key, index):
    z = (key + index * 0x9E3779B9) % 2**32
    z = (z ^ z >> 16) * 0x21F0AAAD % 2**32
    z = (z ^ z >> 15) * 0x735A2D97 % 2**32
    return z ^ z >> 15


def step_key(step):
    """The first number of the stream "dropout" of a step: see random.ts."""
    state = mix(mix(SEED % 2**32) ^ SEED // 2**32)
    for character in "dropout":
        state = mix(state ^ ord(character))
    second = mix(mix(state ^ step))
    product = second * 5 % 2**32
    return (product << 7 | product >> 25) * 9 % 2**32


def dropout_mask(shape, probability, index, step):
    """PyTorch draws other numbers; these are our own, from the formulas of dropout_mask.ts."""
    layer = draw(step_key(step), index)
    units = math.prod(shape[1:])
    numbers = [draw(draw(layer, n), unit) for n in range(shape[0]) for unit in range(units)]
    kept = torch.tensor(numbers).reshape(shape) >= round(probability * 2**32)
    return kept * torch.tensor(1 / (1 - probability), dtype=torch.float32).double()


class Network:
    """An architecture's text as a function of its parameters."""

    def __init__(self, text, height, width):
        self.layers = [phrase.split() for phrase in text.split(", ")]
        self.parameters = {}
        self.step = None
        shape = (1, height, width)
        counts = {}
        with torch.no_grad():
            for words in self.layers:
                kind = words[0]
                counts[kind] = counts.get(kind, 0) + 1
                name = kind if kind == "softmax" else f"{kind}{counts[kind]}"
                if kind == "conv":
                    filters, size = map(int, words[1].split("x"))
                    self.add(name, (filters, shape[0], size, size), "nobias" not in words)
                elif kind in ("dense", "softmax"):
                    self.add(name, (int(words[1]), math.prod(shape)), "nobias" not in words)
                elif kind == "batchnorm":
                    self.add(name, shape[:1], True)
                    self.add_statistics(name, shape[:1])
                shape = self.apply(words, name, torch.zeros(1, *shape, dtype=torch.float64)).shape[1:]
        self.classes = shape[0]

    def add(self, name, shape, has_bias):
        fan_in = math.prod(shape[1:])
        for suffix, axes in [("weight", shape)] + [("bias", shape[:1])] * has_bias:
            self.parameters[f"{name}.{suffix}"] = self.initial(axes, fan_in).requires_grad_()

    def add_statistics(self, name, shape):
        self.parameters[f"{name}.running_mean"] = self.initial(shape, 1)
        self.parameters[f"{name}.running_var"] = 1 + self.initial(shape, 1) / 2

    def initial(self, shape, fan_in):
        k = len(self.parameters)
        values = [initial_value(k, i, fan_in) for i in range(math.prod(shape))]
        # The test starts from single precision.
        return torch.tensor(values, dtype=torch.float32).double().reshape(shape)

    def apply(self, words, name, x):
        kind = words[0]
        weight = self.parameters.get(f"{name}.weight")
        bias = self.parameters.get(f"{name}.bias")
        options = {a: int(b) for a, b in zip(words, words[1:]) if a in ("stride", "pad")}
        is_training = self.step is not None
        if kind == "conv":
            padding = "same" if "same" in words else options.get("pad", 0)
            x = F.conv2d(x, weight, bias, options.get("stride", 1), padding)
        elif kind == "pool":
            x = F.max_pool2d(x, int(words[1]), options.get("stride", int(words[1])))
        elif kind == "avgpool":
            x = F.avg_pool2d(x, int(words[1]), options.get("stride", int(words[1])))
        elif kind == "globalpool":
            x = x.mean((2, 3))
        elif kind == "batchnorm":
            statistics = [self.parameters[f"{name}.running_{what}"] for what in ("mean", "var")]
            x = F.batch_norm(x, *statistics, weight, bias, training=is_training)
        elif kind == "dropout":
            if is_training:
                index = int(name[len(kind) :]) - 1
                x = x * dropout_mask(x.shape, float(words[1]), index, self.step)
        else:
            x = F.linear(x.flatten(1), weight, bias)
        for activation in (torch.relu, torch.tanh, torch.sigmoid):
            if activation.__name__ in words:
                x = activation(x)
        return x

    def logits(self, x, step=None):
        """The logits in training, at the step of a number; without one, when the network is used."""
        self.step = step
        counts = {}
        for words in self.layers:
            kind = words[0]
            counts[kind] = counts.get(kind, 0) + 1
            x = self.apply(words, kind if kind == "softmax" else f"{kind}{counts[kind]}", x)
        return x


def load(numbers, height, width):
    pixels = [[pixel(n, i) for i in range(height * width)] for n in numbers]
    images = torch.tensor(pixels, dtype=torch.float32).reshape(len(numbers), 1, height, width)
    return (images / 255).double()


def run(text, height, width, batch, steps, learning_rate, momentum):
    network = Network(text, height, width)
    trained = [p for p in network.parameters.values() if p.requires_grad]
    optimizer = torch.optim.SGD(trained, learning_rate, momentum)
    losses = []
    for step in range(steps):
        numbers = [(step * batch + n) % IMAGES for n in range(batch)]
        y = torch.tensor([label(n, network.classes) for n in numbers])
        loss = F.cross_entropy(network.logits(load(numbers, height, width), step), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    logits = network.logits(load(range(batch), height, width))
    return {
        "architecture": text,
        "height": height,
        "width": width,
        "batch": batch,
        "images": IMAGES,
        "learningRate": learning_rate,
        "momentum": momentum,
        "losses": text_of(losses),
        "probabilities": text_of(logits.softmax(1).flatten().tolist()),
        "parameters": [describe(name, p.detach()) for name, p in network.parameters.items()],
    }


def describe(name, tensor, most=MOST_VALUES):
    values = tensor.flatten().tolist()
    # Odd, so that it keeps out of step with rows and windows.
    every = math.ceil(len(values) / most) // 2 * 2 + 1 if len(values) > most else 1
    return {
        "name": name,
        "length": len(values),
        "norm": math.sqrt(sum(value * value for value in values)),
        "every": every,
        "values": text_of(values[::every]),
    }


def text_of(numbers):
    return " ".join(f"{number:.8g}" for number in numbers)


def write(runs):
    print(json.dumps({"madeBy": f"PyTorch {torch.__version__}", "runs": runs}, indent=2))


if __name__ == "__main__":
    write([run(*r) for r in RUNS])
