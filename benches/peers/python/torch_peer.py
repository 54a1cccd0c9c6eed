"""PyTorch, eager."""

from workloads import RATE, SHAPES, channels_first, check, kernels, measure, samples, targets

import torch
from torch import nn

torch.set_num_threads(1)


def model(workload):
    """Without the last activation, as PyTorch's losses want it; and that activation."""
    stack = {
        "A": [nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)],
        "B": [nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)],
        "C": [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)],
        "D": [
            nn.Conv2d(1, 8, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 10),
        ],
    }[workload]
    weights = kernels(workload)
    if workload == "D":
        weights[-1] = channels_first(weights[-1])
    with torch.no_grad():
        for layer, kernel in zip([layer for layer in stack if hasattr(layer, "weight")], weights, strict=True):
            kernel = torch.from_numpy(kernel)
            layer.weight.copy_(kernel.permute(3, 2, 0, 1) if kernel.ndim == 4 else kernel.T)
            layer.bias.zero_()
    return nn.Sequential(*stack), nn.Sigmoid() if workload == "A" else nn.Softmax(1)


if __name__ == "__main__":
    for workload in SHAPES:
        x, y = torch.from_numpy(samples(workload)), torch.from_numpy(targets(workload))
        if workload == "D":
            x = x.permute(0, 3, 1, 2).contiguous()
        body, head = model(workload)
        whole, one = nn.Sequential(body, head), x[:1]
        with torch.inference_mode():
            check(workload, "PyTorch", whole(one).numpy())
            measure(workload, "forward", "PyTorch", lambda: whole(one))
            measure(workload, "batch", "PyTorch", lambda: whole(x))
        loss = nn.BCEWithLogitsLoss() if workload == "A" else nn.CrossEntropyLoss()
        for job, optimizer in (
            ("sgd", lambda p: torch.optim.SGD(p, RATE, fused=True)),
            ("adam", lambda p: torch.optim.Adam(p, RATE, fused=True)),
        ):
            learner, _ = model(workload)
            rule = optimizer(learner.parameters())

            def step():
                rule.zero_grad(set_to_none=True)
                loss(learner(x), y).backward()
                rule.step()

            measure(workload, job, "PyTorch", step)
