"""Exact equilibrium by Newton's method on the m log prices.

    minimise  Psi(s) = sum_j Y_j e^{s_j} + sum_i B_i log utilde_i(e^s),       s = log p

One pass over the buyers gives D_j = sum_i B_i w_ij, S = sum_i B_i w_i w_i^T and the value; the gradient is P - D with
P = Y e^s, the Hessian diag(P) + k (diag(D) - S) for k >= 0. For k < 0 the positive definite (1+k) diag(D) + |k| S +
diag((P-D)^+) replaces it; both agree at the solution. alpha = 1 is the limit k -> infinity of the same problem, followed
by continuation; the smoothed allocation clears exactly and its Nash gap falls as 1/k^2.

    python3 dual.py --buyers 16384 --alpha 0.5
    python3 dual.py --alpha 1 --k-end 1e7
"""
import argparse

import torch

from market import CHUNK, F64, INF, Clock, common, emit, exponent, measure, start


def one_pass(L, B, s, k, cobb_douglas=False):
    """spending on each good D, second moment S of the shares, and sum_i B_i (log utilde_i - log B_i)"""
    m = L.shape[1]
    D, S, value = torch.zeros(m, dtype=F64), torch.zeros(m, m, dtype=F64), 0.0
    for i in range(0, len(L), CHUNK):
        l, b = L[i:i + CHUNK], B[i:i + CHUNK]
        if cobb_douglas:
            w = torch.softmax(l, 1)
            value += float((b * (w * (w.log() - s)).sum(1)).sum())
        else:
            t = k * (l - s)
            z = torch.logsumexp(t, 1, keepdim=True)
            w = (t - z).exp_()
            value += float((b * z[:, 0]).sum()) / k
        bw = b[:, None] * w
        D += bw.sum(0)
        S += bw.t() @ w
    return D, S, value


def newton(L, B, Y, k, s=None, tol=1e-13, max_iterations=80, cobb_douglas=False):
    total, m = float(B.sum()), L.shape[1]
    if s is None:
        s = torch.full((m,), float(torch.log(B.sum() / Y.sum())), dtype=F64)
    D, S, value = one_pass(L, B, s, k, cobb_douglas)
    passes, best, stalled = 1, INF, 0
    for it in range(max_iterations):
        P = Y * s.exp()
        psi, r = float(P.sum()) + value, P - D
        residual = float(r.abs().max()) * m / total         # absolute, in units of a mean good's revenue: valid for free goods
        stalled = 0 if residual < 0.5 * best else stalled + 1
        best = min(best, residual)
        if residual < tol or (best < 1e-10 and stalled >= 3):   # the second: rounding has been reached
            break
        if k >= 0:
            H = torch.diag(P) + k * (torch.diag(D) - S)
        else:
            H = torch.diag((1 + k) * D) - k * S + torch.diag(r.clamp(min=0))
        step = torch.linalg.solve(H, -r)
        step *= min(1.0, 2.0 / float(step.abs().max()))     # at most e^2 a step in any price
        tau = 1.0
        while True:
            trial = s + tau * step
            Dn, Sn, vn = one_pass(L, B, trial, k, cobb_douglas)
            passes += 1
            if float((Y * trial.exp()).sum()) + vn <= psi + 1e-12 * abs(psi) or tau < 1e-4:
                break
            tau *= 0.5
        s, D, S, value = trial, Dn, Sn, vn
    return s, {"iterations": it, "passes": passes, "residual": residual}


def solve(market, alpha, k_end=1e7, tol=1e-13):
    """log prices; warm start on 1/32 of the buyers (prices per head are nearly the same there)"""
    L, B, Y = market.L, market.B, market.Y
    few = max(market.n // 32, min(market.n, 1024))
    scale = B[:few].sum() / B.sum()
    cd = alpha == 0
    if alpha != 1:
        k = exponent(alpha)
        s, _ = newton(L[:few], B[:few], Y * scale, k, tol=1e-8, cobb_douglas=cd)
        return (*newton(L, B, Y, k, s, tol=tol, cobb_douglas=cd), k)
    k, s, info = 4.0, None, {"iterations": 0, "passes": 0}
    while True:
        coarse = k <= 256 and few < market.n                # coarse stages on the subsample only
        part = (L[:few], B[:few], Y * scale) if coarse else (L, B, Y)
        s, got = newton(*part, k, s, tol=1e-7 if k < k_end else 1e-11)
        info = {"iterations": info["iterations"] + got["iterations"], "passes": info["passes"] + (0 if coarse else got["passes"]),
                "residual": got["residual"]}
        if k >= k_end:
            return s, info, k
        k = min(k * 4, k_end)


if __name__ == "__main__":
    ap = common(argparse.ArgumentParser(description="exact equilibrium by Newton's method on the dual"))
    ap.add_argument("--k-end", type=float, default=1e7, help="last smoothing exponent for alpha = 1")
    ap.add_argument("--unmeasured", action="store_true", help="report the cost alone, not the three measures")
    ap.add_argument("--one-pass", type=int, default=0, help="time so many passes at prices 1 and do nothing else")
    a = ap.parse_args()
    market = start(a)
    if a.one_pass:
        times = []
        for _ in range(a.one_pass + 1):                 # the first one warms up
            clock = Clock()
            one_pass(market.L, market.B, torch.zeros(a.goods, dtype=F64), exponent(a.alpha), a.alpha == 0)
            times.append(clock.read())
        emit(method="one-pass", buyers=a.buyers, goods=a.goods, alpha=a.alpha,
             **{key: min(t[key] for t in times[1:]) for key in times[0]})
        raise SystemExit
    clock = Clock()
    s, info, k = solve(market, a.alpha, a.k_end)
    cost = clock.read()
    if a.unmeasured:
        emit(method="dual-newton", buyers=a.buyers, goods=a.goods, alpha=a.alpha, contexts=a.contexts, **info, **cost)
        raise SystemExit
    p = s.exp()

    def alloc(lo, hi):
        l = market.L[lo:hi]
        w = torch.softmax(l if a.alpha == 0 else k * (l - s), 1)
        return w * market.B[lo:hi, None] / p

    emit(method="dual-newton", buyers=a.buyers, goods=a.goods, alpha=a.alpha, contexts=a.contexts, **info,
         **measure(market, alloc, p, a.alpha), **cost, prices=[float(v) for v in p])
