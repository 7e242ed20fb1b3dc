namespace AgentMarkets.Torch.Binding;

// The native tables' names in their order. A name is also what an error calls the operation.

/// <summary>Operations on one tensor.</summary>
internal enum Unary
{
    neg, abs, sign, exp, expm1, log, log1p, log2, log10, sqrt, rsqrt, square, reciprocal, sin, cos, tan, atan,
    tanh, erf, floor, ceil, round, trunc, sigmoid, logit, log_sigmoid, relu, selu, silu, gelu, logical_not,
    bitwise_not, isnan, isinf, isfinite, sum, mean, prod, max, min, all, any, argmax, argmin, median, norm,
    nonzero, squeeze, t, clone, detach, contiguous, inverse, det, trace, diag, zero_, neg_, abs_, exp_, log_,
    sqrt_, square_, tanh_, sigmoid_, relu_, selu_, silu_, floor_, round_, detach_,
}

/// <summary>Operations on two tensors.</summary>
internal enum Binary
{
    add, sub, mul, div, div_trunc, div_floor, remainder, fmod, pow, atan2, maximum, minimum, eq, ne, lt, le, gt,
    ge, logical_and, logical_or, logical_xor, bitwise_and, bitwise_or, bitwise_xor, matmul, mm, bmm, mv, dot,
    outer, expand_as, view_as, masked_select, take, add_, sub_, mul_, div_, pow_, copy_, logical_and_,
    logical_or_,
}

/// <summary>Operations on a tensor and a number.</summary>
internal enum Scaled
{
    add, sub, rsub, mul, div, div_trunc, div_floor, rdiv, remainder, fmod, pow, rpow, eq, ne, lt, le, gt, ge,
    bitwise_and, bitwise_or, bitwise_xor, clamp_min, clamp_max, elu, leaky_relu, full_like, add_, sub_, mul_,
    div_, pow_, fill_, clamp_min_, clamp_max_,
}

/// <summary>Operations on up to three tensors and two numbers.</summary>
internal enum Ternary
{
    add, add_, sub, clamp, clamp_, clamp_tensor, softplus, where, lerp, lerp_, addmm, addmv, baddbmm, baddbmm_,
    addcmul, addcmul_, addcdiv, addcdiv_, linear,
}

/// <summary>Operations along dimensions.</summary>
internal enum Along
{
    sum, mean, amax, amin, logsumexp, prod, all, any, argmax, argmin, softmax, log_softmax, cumsum, cumprod,
    var, std, norm,
}

/// <summary>Operations on a tensor's shape, with their numbers.</summary>
internal enum Shaped
{
    view, reshape, expand, permute, flip, repeat, tile, transpose, squeeze, unsqueeze, narrow, select, slice,
    diagonal, triu, tril, roll, flatten, movedim, squeeze_, unsqueeze_, transpose_, unfold,
}

/// <summary>Operations that give values and positions.</summary>
internal enum Paired
{
    max, min, sort, topk, median,
}

/// <summary>Operations with positions.</summary>
internal enum Gathered
{
    gather, index_select, scatter, scatter_, scatter_add, scatter_add_, index_add, index_add_, index_copy_,
    masked_fill, masked_fill_, masked_scatter, take_along_dim,
}

/// <summary>Kinds of new tensors.</summary>
internal enum Factory
{
    empty, zeros, ones, full, rand, randn, randint,
}

/// <summary>Kinds of new tensors of another's shape.</summary>
internal enum Alike
{
    zeros_like, ones_like, empty_like, rand_like, randn_like,
}

/// <summary>Distributions drawn in place.</summary>
internal enum Randomized
{
    uniform_, normal_, bernoulli_, exponential_,
}

/// <summary>Losses.</summary>
internal enum Loss
{
    mse_loss, l1_loss, smooth_l1_loss, cross_entropy, binary_cross_entropy, binary_cross_entropy_with_logits,
    nll_loss, kl_div, huber_loss,
}
