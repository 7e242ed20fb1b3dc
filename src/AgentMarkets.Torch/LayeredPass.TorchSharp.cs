using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMarkets.Torch;

/// <summary>
/// The passes of fully connected networks by TorchSharp's operations, R of them at once: layer l takes x [R, B, in] to
/// a(x W' + b) [R, B, out], by bmm because TorchSharp's baddbmm exchanges its arguments. Gradients by the chain rule,
/// layer by layer from the last; nothing is recorded.
/// </summary>
internal static class LayeredPass
{
    /// <summary>The outputs, [R, B, O]. What a backward pass needs is handed to <paramref name="kept"/>.</summary>
    /// <param name="goods">
    /// [m, d]: the first layer's input is every pair of a row of <paramref name="input"/> [1, M, d] and a good.
    /// </param>
    internal static Tensor Forward(
        MlpShape shape, Tensor parameters, Tensor input, Tensor? goods = null, Action<Tensor, Tensor>? kept = null)
    {
        // Held as long as libtorch reads it: see Fused.AdamStep.
        using Scalar one = 1;
        Tensor x = input;
        for (int l = 0; l < shape.LayerCount; l++)
        {
            (Tensor weight, Tensor bias) = Layer(shape, parameters, l);
            Tensor z = l == 0 && goods is not null
                ? PairSums(weight, bias, input, goods, one)
                : x.bmm(weight.transpose(1, 2)).add_(bias, one);
            Activation activation = shape.ActivationOf(l);
            if (kept is not null)
            {
                kept(x, Slope(activation, z));
            }
            x = Activated(activation, z);
        }
        return x;
    }

    /// <summary>Overwrites the parameters' gradients [R, P], given the outputs' [R, B, O].</summary>
    internal static void Backward(
        MlpShape shape, Tensor parameters, IReadOnlyList<Tensor> values, IReadOnlyList<Tensor> slopes, Tensor? goods,
        Tensor gradient, Tensor gradParameters)
    {
        Tensor g = gradient;
        for (int l = shape.LayerCount - 1; l >= 0; l--)
        {
            (Tensor weight, _) = Layer(shape, parameters, l);
            (Tensor weightGradient, Tensor biasGradient) = Layer(shape, gradParameters, l);
            g = g * slopes[l];
            biasGradient.copy_(g.sum([1L], keepdim: true));
            if (l > 0 || goods is null)
            {
                weightGradient.copy_(g.transpose(1, 2).bmm(values[l]));
            }
            else
            {
                long d = goods.size(1);
                Tensor pairs = g.view(values[0].size(1), goods.size(0), shape.Widths[1]);
                weightGradient.narrow(2, 0, d).copy_(pairs.sum([1L]).t().matmul(values[0].squeeze(0)).unsqueeze(0));
                weightGradient.narrow(2, d, d).copy_(pairs.sum([0L]).t().matmul(goods).unsqueeze(0));
            }
            if (l > 0)
            {
                g = g.bmm(weight);
            }
        }
    }

    // W_b b + W_g g, added for each pair: the concatenation is never made.
    private static Tensor PairSums(Tensor weight, Tensor bias, Tensor buyers, Tensor goods, Scalar one)
    {
        long d = goods.size(1);
        Tensor buyer = buyers.bmm(weight.narrow(2, 0, d).transpose(1, 2)).add_(bias, one).squeeze(0);
        Tensor good = goods.matmul(weight.squeeze(0).narrow(1, d, d).t());
        return buyer.unsqueeze(1).add(good.unsqueeze(0), one).view(1, -1, weight.size(1));
    }

    // Views: the weight [R, out, in] and the bias [R, 1, out].
    private static (Tensor Weight, Tensor Bias) Layer(MlpShape shape, Tensor rows, int layer)
    {
        long inside = shape.Widths[layer], outside = shape.Widths[layer + 1];
        return (rows.narrow(1, shape.WeightOffset(layer), inside * outside).view(-1, outside, inside),
            rows.narrow(1, shape.BiasOffset(layer), outside).unsqueeze(1));
    }

    private static Tensor Activated(Activation activation, Tensor z) => activation switch
    {
        Activation.Identity => z,
        Activation.Relu => F.relu(z),
        Activation.Selu => F.selu(z),
        Activation.Silu => F.silu(z),
        Activation.Tanh => z.tanh(),
        Activation.Sigmoid => z.sigmoid(),
        Activation.Softplus => F.softplus(z),
        _ => throw new ArgumentException($"No such activation: {activation}."),
    };

    // The activations' derivatives at z.
    private static Tensor Slope(Activation activation, Tensor z)
    {
        const double Lambda = 1.0507009873554804934193349852946, Alpha = 1.6732632423543772848170429916717;
        using Scalar zero = 0, one = 1, twenty = 20, high = Lambda, low = Lambda * Alpha;
        return activation switch
        {
            Activation.Identity => ones_like(z),
            Activation.Relu => z.le(zero).logical_not().to(z.dtype),
            Activation.Selu => z.clamp_max(zero).exp().mul_(low).masked_fill_(z.gt(zero), high),
            Activation.Silu => z.sigmoid().mul_(z.neg().sigmoid().mul_(z).add_(one, one)),
            Activation.Tanh => z.tanh().square().neg().add_(one, one),
            Activation.Sigmoid => z.sigmoid().mul_(z.neg().sigmoid()),
            Activation.Softplus => z.sigmoid().masked_fill_(z.gt(twenty), one),
            _ => throw new ArgumentException($"No such activation: {activation}."),
        };
    }
}
