"""The cost of PyTorch's eager operations: one round for each line on standard input.

Run by `dotnet run -c Release --project bench/AgentMarkets.Bench torch`; prints "name microseconds" lines, then "end".
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


def linear_step(repeats):
    layer = nn.Linear(128, 128)
    adam = torch.optim.Adam(layer.parameters())
    x, y = torch.randn(32, 128), torch.randn(32, 128)

    def step():
        adam.zero_grad(set_to_none=True)
        nn.functional.mse_loss(layer(x), y).backward()
        adam.step()

    return microseconds(repeats, step)


def mlp_step(repeats):
    network = nn.Sequential(
        nn.Linear(1, 10), nn.SELU(), nn.Linear(10, 10), nn.SELU(), nn.Linear(10, 1), nn.ReLU())
    adam = torch.optim.Adam(network.parameters())
    x, g = torch.rand(32768, 1), torch.randn(32768, 1)

    def step():
        adam.zero_grad(set_to_none=True)
        network(x).backward(g)
        adam.step()

    return microseconds(repeats, step)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    a, b = torch.randn(128), torch.randn(128)
    m, n = torch.randn(128, 128), torch.randn(128, 128)
    for _ in sys.stdin:
        print("add", microseconds(20000, lambda: a.add(b)))
        print("matmul", microseconds(500, lambda: m.matmul(n)))
        print("sigmoid", microseconds(20000, lambda: a.sigmoid()))
        print("sum", microseconds(20000, lambda: a.sum()))
        print("linear_step", linear_step(200))
        print("mlp_step", mlp_step(5))
        print("end", flush=True)


if __name__ == "__main__":
    main()
