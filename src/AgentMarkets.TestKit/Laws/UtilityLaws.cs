using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every utility of a bidder (docs/auctions.md, 1), in 64-bit arithmetic.</summary>
public static class UtilityLaws
{
    // Away from kinks: payments of 0, gains of 0, and a budget's end at 0.5.
    private static readonly double[] Worths = [0.2, 0.45, 0.75, 1], Payments = [0.05, 0.13, 0.31, 0.62, 0.93];

    // Close to them, on both sides.
    private static readonly double[] CloseWorths = [0, 0.3, 0.5, 0.501],
        ClosePayments = [0.0004, 0.0021, 0.2993, 0.2999, 0.3003, 0.4997, 0.5002, 0.5013, 0.5071];

    /// <summary>Checks the utilities of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a utility has neither defaults nor an
    /// example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, utility) in Pieces.Of<IUtility>(catalog, examples ?? [], data))
        {
            Check(utility, text);
        }
    }

    /// <summary>Checks one utility.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IUtility utility, string? name = null)
    {
        name ??= Piece.NameOf(utility);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Law.Near([0], [utility.Lost(0)], 0, name, "nothing for nothing is worth 0");
        Monotone(utility, name);
        foreach (var (worths, payments) in new[] { (Worths, Payments), (CloseWorths, ClosePayments) })
        {
            var (worth, paid) = Grid(worths, payments);
            Tensors(utility, worth, paid, name);
            Slopes(utility, worth, paid, won: true, name);
            Slopes(utility, worth, paid, won: false, name);
        }
        Learned(utility, name);
        Kinks(utility, name);
    }

    private static void Monotone(IUtility utility, string name)
    {
        double[] many = [.. Enumerable.Range(0, 41).Select(k => k * 0.025)];
        for (int k = 1; k < many.Length; k++)
        {
            foreach (double other in Worths)
            {
                double before = utility.Won(many[k - 1], other), after = utility.Won(many[k], other);
                Law.Holds(after >= before, name, "more worth is never less utility",
                    $"u({many[k]:R}, {other:R}) = {after:R}, below {before:R} at a worth of {many[k - 1]:R}");
                (before, after) = (utility.Won(other, many[k - 1]), utility.Won(other, many[k]));
                Law.Holds(after <= before, name, "more payment is never more utility",
                    $"u({other:R}, {many[k]:R}) = {after:R}, above {before:R} at a payment of {many[k - 1]:R}");
            }
            double lost = utility.Lost(many[k]), less = utility.Lost(many[k - 1]);
            Law.Holds(lost <= less, name, "more payment is never more utility",
                $"for nothing, {many[k]:R} is worth {lost:R}, above {less:R} for {many[k - 1]:R}");
        }
        double low = utility.Won(0.6, 0.2), high = utility.Won(0.9, 0.2), dear = utility.Won(0.9, 0.4);
        Law.Holds(high > low && high > dear, name, "worth and payment count",
            $"u(0.6, 0.2) = {low:R}, u(0.9, 0.2) = {high:R}, u(0.9, 0.4) = {dear:R}");
    }

    private static void Tensors(IUtility utility, Tensor worth, Tensor paid, string name)
    {
        double[] v = Numbers(worth), p = Numbers(paid);
        Law.Near([.. v.Zip(p, utility.Won)], Numbers(utility.Won(worth, paid)), 1e-12, name,
            "tensors and numbers agree");
        Law.Near([.. p.Select(utility.Lost)], Numbers(utility.Lost(paid)), 1e-12, name, "tensors and numbers agree");
    }

    private static void Learned(IUtility utility, string name)
    {
        var (worth, paid) = Grid(Worths, Payments);
        var won = utility.Learned(worth, paid, won: true).Utility;
        var lost = utility.Learned(zeros_like(worth), paid, won: false).Utility;
        Law.Near(Numbers(utility.Won(worth, paid)), Numbers(won), 1e-9, name,
            "what is learned from is exact away from kinks");
        Law.Near(Numbers(utility.Lost(paid)), Numbers(lost), 1e-9, name,
            "what is learned from is exact away from kinks");
    }

    private static void Slopes(IUtility utility, Tensor worth, Tensor paid, bool won, string name)
    {
        const double H = 1e-7;
        var v = won ? worth : zeros_like(worth);
        var above = utility.Learned(v, paid + H, won).Utility;
        var below = utility.Learned(v, paid - H, won).Utility;
        Law.Near(Numbers((above - below) / (2 * H)), Numbers(utility.Learned(v, paid, won).PaymentSlope), 1e-5, name,
            "the slope is the difference quotient");
    }

    private static void Kinks(IUtility utility, string name)
    {
        var (worth, paid) = Grid([0, 0.25, 0.5, 1], [0, 0.25, 0.5, 1]);
        foreach (bool won in (bool[])[true, false])
        {
            var (value, slope) = utility.Learned(won ? worth : zeros_like(worth), paid, won);
            foreach (double number in Numbers(value).Concat(Numbers(slope)))
            {
                Law.Holds(double.IsFinite(number), name, "what is learned from is finite everywhere", $"{number}");
            }
        }
    }

    /// <summary>All pairs, flat.</summary>
    private static (Tensor Worth, Tensor Paid) Grid(double[] worths, double[] payments) =>
        (tensor(worths.SelectMany(v => payments.Select(_ => v)).ToArray()),
            tensor(worths.SelectMany(_ => payments).ToArray()));

    private static double[] Numbers(Tensor tensor) => tensor.contiguous().AsSpan<double>().ToArray();
}
