"""Trains small networks with PyTorch's optimizers and writes what came out, for torch_optimizers_test.ts.

Make the fixture again as torch_comparison.py, whose networks, formulas and precision are used here:

    python3 tests/engine/torch_optimizers.py > tests/fixtures/torch_optimizers.json
"""

import torch
import torch.nn.functional as F

from torch_comparison import IMAGES, Network, describe, label, load, text_of, write

# One that the compiler divides by filters, and one that it divides by images.
FILTERS = "conv 12x3 nobias tanh, pool 2, softmax 5"
IMAGE_PARTS = (
    "conv 8x3 relu, pool 2, conv 6x3 same nobias, batchnorm tanh, dense 14 relu, softmax 5"
)

STEPS = 10
BATCH = 6
HEIGHT, WIDTH = 12, 10

# A tensor of more values is stored in part.
MOST_VALUES = 60


def sgd(momentum=0, nesterov=False, weightDecay=0):
    return {"kind": "sgd", "momentum": momentum, "nesterov": nesterov, "weightDecay": weightDecay}


def adam(kind, epsilon=1e-8, weightDecay=0, beta1=0.9, beta2=0.999):
    return {
        "kind": kind,
        "beta1": beta1,
        "beta2": beta2,
        "epsilon": epsilon,
        "weightDecay": weightDecay,
    }


# rule, learning rate, longest gradient, share that averages keep, label smoothing. With a tiny epsilon,
# Adam makes long steps of the rounding errors of short gradients: where they are clipped, it has a larger.
RUNS = [
    (sgd(weightDecay=0.1), 0.1, 0, 0, 0),
    (sgd(momentum=0.9, weightDecay=0.1), 0.05, 0, 0, 0),
    (sgd(momentum=0.9, nesterov=True, weightDecay=0.1), 0.05, 0, 0, 0),
    (adam("adam"), 0.01, 0, 0, 0),
    (adam("adam", epsilon=1e-3, beta1=0.8, beta2=0.9, weightDecay=0.1), 0.02, 0, 0, 0),
    (adam("adamw", weightDecay=0.5), 0.01, 0, 0, 0),
    (sgd(momentum=0.9), 0.2, 0.3, 0, 0),
    (sgd(), 0.2, 0, 0.6, 0),
    (sgd(), 0.2, 0, 0, 0.1),
    (adam("adamw", epsilon=1e-3, weightDecay=0.1), 0.02, 0.5, 0.9, 0.2),
]


def create_optimizer(rule, learning_rate, parameters):
    trained = [p for p in parameters if p.requires_grad]
    groups = [
        {"params": [p for p in trained if p.dim() > 1], "weight_decay": rule["weightDecay"]},
        {"params": [p for p in trained if p.dim() == 1], "weight_decay": 0},
    ]
    if rule["kind"] == "sgd":
        return torch.optim.SGD(
            groups, learning_rate, momentum=rule["momentum"], nesterov=rule["nesterov"]
        )
    kind = torch.optim.Adam if rule["kind"] == "adam" else torch.optim.AdamW
    return kind(groups, learning_rate, betas=(rule["beta1"], rule["beta2"]), eps=rule["epsilon"])


def run(text, rule, learning_rate, clip_norm, averaging, label_smoothing):
    network = Network(text, HEIGHT, WIDTH)
    parameters = network.parameters.values()
    trained = [p for p in parameters if p.requires_grad]
    optimizer = create_optimizer(rule, learning_rate, parameters)
    averages = [p.detach().clone() for p in parameters]
    losses = []
    for step in range(STEPS):
        numbers = [(step * BATCH + n) % IMAGES for n in range(BATCH)]
        y = torch.tensor([label(n, network.classes) for n in numbers])
        logits = network.logits(load(numbers, HEIGHT, WIDTH), step)
        loss = F.cross_entropy(logits, y, label_smoothing=label_smoothing)
        optimizer.zero_grad()
        loss.backward()
        if clip_norm > 0:
            torch.nn.utils.clip_grad_norm_(trained, clip_norm)
        optimizer.step()
        losses.append(loss.item())
        kept = min(averaging, (1 + step) / (10 + step))
        for average, p in zip(averages, parameters):
            average.mul_(kept).add_(p.detach(), alpha=1 - kept)

    def describe_all(tensors):
        return [describe(name, t.detach(), MOST_VALUES) for name, t in zip(network.parameters, tensors)]

    return {
        "architecture": text,
        "height": HEIGHT,
        "width": WIDTH,
        "batch": BATCH,
        "images": IMAGES,
        "rule": rule,
        "learningRate": learning_rate,
        "clipNorm": clip_norm,
        "averaging": averaging,
        "labelSmoothing": label_smoothing,
        "losses": text_of(losses),
        "parameters": describe_all(parameters),
        "averages": describe_all(averages) if averaging > 0 else [],
    }


if __name__ == "__main__":
    write([run(text, *r) for text in (FILTERS, IMAGE_PARTS) for r in RUNS])
