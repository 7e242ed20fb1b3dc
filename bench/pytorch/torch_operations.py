"""The cost of PyTorch's eager operations: reads "name repeats" lines and answers each with microseconds.

Run by `dotnet run -c Release --project bench/AgentMarkets.Bench torch`.
"""

import sys
import time

import torch
from torch import nn


def microseconds(repeats, body):
    start = time.perf_counter()
    for _ in range(repeats):
        body()
    return (time.perf_counter() - start) / repeats * 1e6


def linear_step():
    layer = nn.Linear(128, 128)
    adam = torch.optim.Adam(layer.parameters())
    x, y = torch.randn(32, 128), torch.randn(32, 128)

    def step():
        adam.zero_grad(set_to_none=True)
        nn.functional.mse_loss(layer(x), y).backward()
        adam.step()

    return step


def mlp_step():
    network = nn.Sequential(
        nn.Linear(1, 10), nn.SELU(), nn.Linear(10, 10), nn.SELU(), nn.Linear(10, 1), nn.ReLU())
    adam = torch.optim.Adam(network.parameters())
    x, g = torch.rand(32768, 1), torch.randn(32768, 1)

    def step():
        adam.zero_grad(set_to_none=True)
        network(x).backward(g)
        adam.step()

    return step


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    a, b = torch.randn(128), torch.randn(128)
    m, n = torch.randn(128, 128), torch.randn(128, 128)
    bodies = {
        "add": lambda: a.add(b),
        "matmul": lambda: m.matmul(n),
        "sigmoid": lambda: a.sigmoid(),
        "sum": lambda: a.sum(),
        "linear_step": linear_step(),
        "mlp_step": mlp_step(),
    }
    for line in sys.stdin:
        name, repeats = line.split()
        print(microseconds(int(repeats), bodies[name]), flush=True)


if __name__ == "__main__":
    main()
