"""The cost of training wide networks in PyTorch: reads "name repeats" lines and answers each with microseconds.

The peer of `dotnet run -c Release --project bench/AgentMarkets.Bench networks`: the same layers, rows, gradients of the
outputs and Adam. The first layer of the pair network is applied to buyers and goods apart, as on our side.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

D, GOODS, WIDTH, HIDDEN = 5, 10, 256, 4
TOWER_ROWS, BUYERS = 512, 256


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [D] + [WIDTH] * HIDDEN
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(sizes[:-1], sizes[1:]))
        self.out = nn.Linear(WIDTH, GOODS)

    def forward(self, x):
        for layer in self.layers:
            x = F.silu(layer(x))
        return self.out(x)


class Pairs(nn.Module):
    def __init__(self):
        super().__init__()
        self.buyer, self.good = nn.Linear(D, WIDTH), nn.Linear(D, WIDTH, bias=False)
        self.hidden = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in range(HIDDEN - 1))
        self.out = nn.Linear(WIDTH, 1)

    def forward(self, buyers, goods):
        h = F.relu(self.buyer(buyers)[:, None] + self.good(goods)[None]).flatten(0, 1)
        for layer in self.hidden:
            h = F.relu(layer(h))
        return F.softplus(self.out(h)).view(len(buyers), len(goods))


def tower_step():
    net = Tower()
    adam = torch.optim.Adam(net.parameters(), lr=1e-4)
    x, g = torch.randn(TOWER_ROWS, D), torch.randn(TOWER_ROWS, GOODS) / TOWER_ROWS

    def step():
        y = net(x)
        adam.zero_grad(set_to_none=True)
        y.backward(g)
        adam.step()

    return step


def pair_step():
    net = Pairs()
    adam = torch.optim.Adam(net.parameters(), lr=1e-4)
    first, second, goods = torch.randn(BUYERS, D), torch.randn(BUYERS, D), torch.randn(GOODS, D)
    g = torch.randn(BUYERS, GOODS) / BUYERS

    def step():
        y = net(first, goods)
        with torch.no_grad():
            net(second, goods)
        adam.zero_grad(set_to_none=True)
        y.backward(g)
        adam.step()

    return step


def tower_evaluation():
    net, x = Tower(), torch.randn(8192, D)

    @torch.no_grad()
    def step():
        net(x)

    return step


def products(rows, passes):
    """The hidden layers' matrix products alone, `passes` times for `rows` rows: a backward pass counts twice."""
    x, w, y = torch.randn(rows, WIDTH), torch.randn(WIDTH, WIDTH), torch.empty(rows, WIDTH)

    def step():
        for _ in range(passes * (HIDDEN - 1)):
            torch.mm(x, w, out=y)

    return step


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    bodies = {
        "tower": tower_step(),
        "pairs": pair_step(),
        "tower_evaluation": tower_evaluation(),
        "tower_products": products(TOWER_ROWS, 3),
        "pairs_products": products(BUYERS * GOODS, 4),
        "tower_evaluation_products": products(8192, 1),
    }
    for line in sys.stdin:
        name, repeats = line.split()
        body = bodies[name]
        start = time.perf_counter()
        for _ in range(int(repeats)):
            body()
        print((time.perf_counter() - start) / int(repeats) * 1e6, flush=True)


if __name__ == "__main__":
    main()
