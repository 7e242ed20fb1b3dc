#!/usr/bin/env python3
"""Utility loss of b = w v in the first-price auction with N bidders, values U[0,1]: dense estimate against sorted opponents (numpy only).

dense    types x bids x fresh opponent samples for every type: the usual estimate, biased upwards by the maximum over noisy means
sorted   opponents' highest bid sampled once and sorted; U(v,b) = (v-b) F(b) for every (v,b) from one table; with the 99.9 % certificate
exact    the same from the exact law of the opponents' highest bid

    epsilon.py [--multiplier 0.48] [--bidders 2] [--seed 0] [--job sorted 1024 1024 1048576]
One JSON line per estimator: ex-ante loss, largest ex-interim loss, certified upper bounds where there are any, CPU seconds.
"""
import argparse, json, math, time
import numpy as np


def rivals(rng, w, n, shape):
    return w * rng.random(shape) ** (1 / (n - 1))                # the highest of n-1 uniforms


def dense(rng, w, n, types, bids, samples):
    grid = np.linspace(0, 1, bids)
    loss = np.empty(types)
    for k, v in enumerate(rng.random(types)):
        m = rivals(rng, w, n, samples)
        best = ((v - grid) * (grid[:, None] > m).mean(1)).max()  # every (bid, sample) game is played, as a general mechanism must
        loss[k] = max(0.0, best - (v - w * v) * (w * v > m).mean())
    return loss.mean(), loss.max()


def sorted_opponents(rng, w, n, types, bids, samples, delta=1e-3):
    m = np.sort(rivals(rng, w, n, samples))
    grid = np.linspace(0, w, bids)
    F = np.searchsorted(m, grid, side="right") / samples
    v = np.linspace(0, 1, types + 1)                             # type nodes, both ends included
    U = (v[:, None] - grid) * F
    now = (v - w * v) * np.searchsorted(m, w * v, side="right") / samples
    best = U.max(1)
    # between bids: b in [b_k, b_k+1] earns at most (v - b_k) F(b_k+1).  Sampling: Dvoretzky-Kiefer-Wolfowitz, once for F, all bids and types.
    upper = np.maximum(((v[:, None] - grid[:-1]) * F[1:]).max(1), 0)
    band = math.sqrt(math.log(2 / delta) / (2 * samples))
    upper += v * band
    low = np.maximum(now - (v - w * v) * band, 0)
    # between types: U* is convex in v, so it lies below the chord of its upper bounds; the own payoff (1-w) v F(w v) does not decrease
    mean_cell = 0.5 * (upper[1:] + upper[:-1]) - low[:-1]
    cell = np.maximum(upper[1:], upper[:-1]) - low[:-1]
    loss = np.maximum(best - now, 0)
    return loss.mean(), loss.max(), mean_cell.mean(), cell.max()


def exact(w, n):
    v = (np.arange(400000) + 0.5) / 400000
    b = np.minimum((n - 1) * v / n, w)
    loss = (v - b) * np.minimum(b / w, 1) ** (n - 1) - (v - w * v) * v ** (n - 1)
    return loss.mean(), loss.max()


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--multiplier", type=float, default=0.48)
    p.add_argument("--bidders", type=int, default=2)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--job", nargs=4, metavar=("NAME", "TYPES", "BIDS", "SAMPLES"), help="one estimator instead of all")
    o = p.parse_args()
    w, n = o.multiplier, o.bidders
    print(json.dumps(dict(estimator="exact", **dict(zip(("ex_ante", "max_ex_interim"), (float(f"{x:.4g}") for x in exact(w, n)))))))
    jobs = [("dense",) + s for s in ((16, 16, 16), (128, 128, 128), (256, 256, 256), (512, 1024, 4096))]
    jobs += [("sorted",) + s for s in ((1024, 1024, 1 << 16), (1024, 1024, 1 << 20), (1024, 4096, 1 << 22))]
    jobs = [(o.job[0], *map(int, o.job[1:]))] if o.job else jobs
    for name, types, bids, samples in jobs:
        rng = np.random.default_rng(o.seed)
        c = time.process_time()
        r = (dense if name == "dense" else sorted_opponents)(rng, w, n, types, bids, samples)
        cpu = time.process_time() - c
        keys = ("ex_ante", "max_ex_interim", "certified_ex_ante", "certified_max_ex_interim")
        print(json.dumps(dict(estimator=name, types=types, bids=bids, opponents=samples, **{k: float(f"{x:.4g}") for k, x in zip(keys, r)}, cpu_s=round(cpu, 3))), flush=True)
