"""Prints what PyTorch computes for the operations that GoldenTests.cs repeats.

    /usr/bin/python3 print_golden.py > golden.json

Inputs are made by the same formula on both sides, so that only results are stored.
"""

import json

import torch
import torch.nn.functional as F


def made(*shape, start=0, dtype=torch.float64):
    count = 1
    for extent in shape:
        count *= extent
    values = [((i + start) * 37 % 101) / 50 - 1 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape).to(dtype)


def positions(*shape, limit):
    count = 1
    for extent in shape:
        count *= extent
    return torch.tensor([(i * 7 + 3) % limit for i in range(count)]).reshape(shape)


def main():
    results = {}

    def keep(name, tensor):
        tensor = tensor.detach()
        results[name] = {"shape": list(tensor.shape), "values": [float(v) for v in tensor.reshape(-1)]}

    a, b, p = made(3, 4), made(3, 4, start=50), made(3, 4).abs() + 0.1
    for name in ["neg", "abs", "sign", "exp", "expm1", "sin", "cos", "tan", "atan", "tanh", "erf", "floor", "ceil",
                 "round", "trunc", "sigmoid", "square"]:
        keep(name, getattr(torch, name)(a))
    for name in ["log", "log1p", "log2", "log10", "sqrt", "rsqrt", "reciprocal"]:
        keep(name, getattr(torch, name)(p))
    for name in ["relu", "selu", "silu", "softplus", "gelu", "leaky_relu", "logsigmoid"]:
        keep(name, getattr(F, name)(a))
    keep("elu", F.elu(a, 0.7))
    keep("softplus_beta", F.softplus(a, 2, 1))
    for name in ["add", "sub", "mul", "div", "maximum", "minimum", "remainder", "fmod", "atan2"]:
        keep(name, getattr(torch, name)(a, b))
    keep("div_floor", torch.div(a, b, rounding_mode="floor"))
    keep("div_trunc", torch.div(a, b, rounding_mode="trunc"))
    keep("pow", torch.pow(p, b))
    keep("pow_scalar", torch.pow(a, 3))
    keep("add_alpha", torch.add(a, b, alpha=0.25))
    keep("scalars", (2 - a) * 3 / (a + 1.5) - 1)
    keep("comparisons", (a < b).double() + 2 * (a >= 0.2).double() + 4 * (a != b).double())
    keep("clamp", a.clamp(-0.5, 0.25))
    keep("where", torch.where(a > b, a, b))
    keep("lerp", torch.lerp(a, b, 0.3))
    keep("addcmul", torch.addcmul(a, b, p, value=0.5))
    keep("addcdiv", torch.addcdiv(a, b, p, value=0.5))
    for name in ["sum", "mean", "prod", "max", "min", "argmax", "argmin", "median", "std", "var"]:
        keep(name, getattr(torch, name)(a))
    for name in ["sum", "mean", "prod", "argmax", "argmin", "logsumexp", "softmax", "log_softmax", "cumsum", "cumprod",
                 "std", "var"]:
        keep(name + "_1", getattr(torch, name)(a, 1))
    keep("norm_3", torch.norm(a, p=3.0))
    keep("max_0", torch.max(a, 0).values)
    keep("min_0_at", torch.min(a, 0).indices)
    keep("sort", torch.sort(a, dim=1, descending=True).values)
    keep("sort_at", torch.sort(a, dim=1, descending=True).indices)
    keep("topk", torch.topk(a, 2, dim=1).values)
    keep("topk_at", torch.topk(a, 2, dim=1).indices)
    keep("searchsorted", torch.searchsorted(torch.sort(a.reshape(-1)).values, b))
    keep("matmul", torch.matmul(a, b.t()))
    keep("bmm", torch.bmm(made(2, 3, 4), made(2, 4, 5, start=9)))
    keep("baddbmm", torch.baddbmm(made(2, 3, 5), made(2, 3, 4), made(2, 4, 5, start=9), beta=0.5, alpha=2))
    keep("addmm", torch.addmm(made(3, 3), a, b.t()))
    keep("outer", torch.outer(a[0], b[1]))
    keep("gather", a.gather(1, positions(3, 2, limit=4)))
    keep("scatter", a.scatter(1, positions(3, 2, limit=4), b))
    keep("scatter_add", a.scatter_add(1, positions(3, 2, limit=4), b))
    keep("index_select", a.index_select(1, positions(3, limit=4)))
    keep("index", a[positions(5, limit=3), positions(5, limit=4)])
    keep("slice", a[1:, ::2])
    keep("mask", a[a > 0])
    keep("masked_fill", a.masked_fill(a > 0, 7))
    put = a.clone()
    put[1:, 0] = 9
    keep("index_put", put)
    keep("permute", made(2, 3, 4).permute(2, 0, 1))
    keep("cat", torch.cat([a, b], 1))
    keep("stack", torch.stack([a, b], 1))
    keep("flip", a.flip(0))
    keep("triu", a.triu())
    keep("repeat", a.repeat(1, 2))
    keep("arange", torch.arange(1, 4, 0.5, dtype=torch.float64))
    keep("linspace", torch.linspace(-1, 1, 7, dtype=torch.float64))
    keep("eye", torch.eye(2, 3, dtype=torch.float64))
    keep("one_hot", F.one_hot(positions(4, limit=5), 6).double())
    keep("linear", F.linear(a, made(2, 4, start=5), made(2)))
    keep("layer_norm", F.layer_norm(a, [4], made(4), made(4, start=3)))
    for name in ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"]:
        keep(name, getattr(F, name)(a, b))
    keep("cross_entropy", F.cross_entropy(a, positions(3, limit=4)))
    keep("bce", F.binary_cross_entropy(a.sigmoid(), b.sigmoid()))
    keep("bce_logits", F.binary_cross_entropy_with_logits(a, b.sigmoid()))
    optimisers(keep)
    torch.manual_seed(7)
    keep("seeded_rand", torch.rand(5, dtype=torch.float64))
    keep("seeded_randn", torch.randn(20, dtype=torch.float64))
    generator = torch.Generator()
    generator.manual_seed(11)
    keep("generator_rand", torch.rand(4, dtype=torch.float64, generator=generator))
    keep("generator_randperm", torch.randperm(6, generator=generator))
    print(json.dumps(results, indent=0))


def optimisers(keep):
    """Five steps on a quadratic, from each optimiser."""
    makers = {
        "sgd": lambda w: torch.optim.SGD([w], 0.1),
        "sgd_momentum": lambda w: torch.optim.SGD([w], 0.1, momentum=0.9, weight_decay=0.01),
        "sgd_nesterov": lambda w: torch.optim.SGD([w], 0.1, momentum=0.9, nesterov=True),
        "adam": lambda w: torch.optim.Adam([w], 0.1),
        "adam_decay": lambda w: torch.optim.Adam([w], 0.1, weight_decay=0.1),
        "adam_amsgrad": lambda w: torch.optim.Adam([w], 0.1, amsgrad=True),
        "adamw": lambda w: torch.optim.AdamW([w], 0.1, weight_decay=0.1),
    }
    for name, maker in makers.items():
        w = made(3, 4).requires_grad_()
        optimiser = maker(w)
        for _ in range(5):
            optimiser.zero_grad()
            ((w - made(3, 4, start=50)) ** 2 * made(3, 4).abs()).sum().backward()
            optimiser.step()
        keep("optimiser_" + name, w)


if __name__ == "__main__":
    main()
