using System.Runtime.Intrinsics;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Fields;

/// <summary>One item, form A: a sigmoid against the highest rival, and the own bid to pay.</summary>
/// <remarks>
/// With X(b) = E sigma(beta (b - m)) over the highest rival bid m, a bidder of type v climbs
///   X'(b) (u(v - b) - u_0) - X(b) u'(v - b)          where only who wins pays,
///   X'(b) (u(v - b) - u(-b)) - X(b) u'(v - b) - (1 - X(b)) u'(-b)          where everybody pays,
/// and the mean over v is one more quadrature. Against one rival with uniform types X is in closed form:
/// X(b) = (s(beta (b - low)) - s(beta (b - high))) / (beta (high - low)), s(x) = ln(1 + e^x).
/// </remarks>
internal sealed class OwnBidLines : IExpectedSlopes
{
    // A panel covers so much of beta b: 1e-11 with twelve nodes.
    private const double PerPanel = 4;
    private const int FewestPanels = 4;

    private readonly BayesianGame _game;
    private readonly TypeNodes[] _types;
    private readonly double _beta;
    private readonly bool _losersPay;
    private readonly RivalLaw? _law;
    private readonly double[] _win;
    private readonly double[] _winSlope;

    private OwnBidLines(BayesianGame game, TypeNodes[] types, double beta)
    {
        (_game, _types, _beta) = (game, types, beta);
        _losersPay = ((OneItem)game.Mechanism).Price.LosersPay;
        _law = game.Bidders.Count > 2 || !game.Bidders.All(HasUniformTypes) ? new RivalLaw(game, beta) : null;
        _win = new double[types.Max(nodes => nodes.Parts.Length)];
        _winSlope = new double[_win.Length];
    }

    /// <summary>The expected slopes of a game.</summary>
    /// <returns>Nothing where they are not of this form.</returns>
    public static OwnBidLines? Of(BayesianGame game, double beta)
    {
        if (game.Mechanism is not OneItem
            { Price: { Own: 1, Second: 0, Third: 0 }, Options: { Reserve: 0, EntryFee: 0 } }
            || game.Nature is not { IsIndependent: true, ValuesAreTypes: true })
        {
            return null;
        }
        var types = game.Bidders.Select(bidder =>
        {
            // Nobody bids above the highest type for long, so beta times the support bounds what bids range over.
            var (low, high) = game.Nature.Support(bidder);
            int panels = Math.Max(FewestPanels, (int)Math.Ceiling(beta * (high - low) / PerPanel));
            return TypeNodes.Of(game.Nature, bidder, (panels + 1) / 2 * 2);
        }).ToArray();
        return types.Any(nodes => nodes is null) ? null : new OwnBidLines(game, types!, beta);
    }

    public void Of(ReadOnlySpan<Line> lines, Span<Line> slopes) => Of(0, _types.Length, lines, slopes);

    public void OfOne(int bidder, ReadOnlySpan<Line> lines, Span<Line> slopes) => Of(bidder, bidder + 1, lines, slopes);

    private static bool HasUniformTypes(Bidder bidder) => bidder.Prior is Priors.Uniform;

    /// <summary>Of the bidders from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    private void Of(int first, int end, ReadOnlySpan<Line> lines, Span<Line> slopes)
    {
        int bidders = _types.Length;
        for (int row = 0; row < lines.Length; row += bidders)
        {
            OfRow(first, end, lines.Slice(row, bidders), slopes.Slice(row, bidders));
        }
    }

    private void OfRow(int first, int end, ReadOnlySpan<Line> lines, Span<Line> slopes)
    {
        _law?.Set(lines);
        for (int i = first; i < end; i++)
        {
            var (parts, weights) = (_types[i].Parts, _types[i].Weights);
            var win = _win.AsSpan(0, parts.Length);
            var winSlope = _winSlope.AsSpan(0, parts.Length);
            if (_law is null)
            {
                AgainstOneUniform(lines[i], lines[1 - i], parts, win, winSlope);
            }
            else
            {
                _law.Meet(i, lines[i], parts, win, winSlope);
            }
            slopes[i] = Mean(i, lines[i], parts, weights, win, winSlope);
        }
    }

    private void AgainstOneUniform(Line own, Line rival, double[] parts, Span<double> win, Span<double> winSlope)
    {
        double width = rival.High - rival.Low;
        for (int k = 0; k < parts.Length; k += VectorMath.DoubleLanes)
        {
            var part = Vector512.Create<double>(parts.AsSpan(k, VectorMath.DoubleLanes));
            var bid = Vector512.Create(own.Low) + part * (own.High - own.Low);
            var fromLow = (bid - Vector512.Create(rival.Low)) * _beta;
            var fromHigh = (bid - Vector512.Create(rival.High)) * _beta;
            ((Logistic.Softplus(fromLow) - Logistic.Softplus(fromHigh)) / (_beta * width)).CopyTo(win[k..]);
            ((Logistic.Sigmoid(fromLow) - Logistic.Sigmoid(fromHigh)) / width).CopyTo(winSlope[k..]);
        }
    }

    /// <summary>The mean over the own types of what the bid at each end adds.</summary>
    private Line Mean(int i, Line line, double[] parts, double[] weights, Span<double> win, Span<double> winSlope)
    {
        var bidder = _game.Bidders[i];
        var (lowest, highest) = _game.Nature.Support(bidder);
        var attitude = bidder.Utility.IsQuasiLinear ? null
            : new Attitude(bidder.Utility, line, parts, lowest, highest, _losersPay);
        double low = 0, high = 0;
        for (int k = 0; k < parts.Length; k++)
        {
            double value = lowest + parts[k] * (highest - lowest), bid = line.Low + parts[k] * (line.High - line.Low);
            double slope = attitude is { } risk
                ? winSlope[k] * (risk.Won[k] - risk.Lost(k)) + win[k] * risk.WonSlope[k]
                    + (_losersPay ? (1 - win[k]) * risk.LostSlope![k] : 0)
                : _losersPay ? winSlope[k] * value - 1 : winSlope[k] * (value - bid) - win[k];
            low += weights[k] * slope * (1 - parts[k]);
            high += weights[k] * slope * parts[k];
        }
        return new Line(low, high);
    }

    /// <summary>What results are worth at every type to a bidder to whom money is not just money, and the slopes in the
    /// payment.</summary>
    private sealed class Attitude
    {
        private readonly double[]? _lost;

        public Attitude(IUtility utility, Line line, double[] parts, double lowest, double highest, bool losersPay)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var part = tensor(parts);
            var (bid, value) = (line.Low + part * (line.High - line.Low), lowest + part * (highest - lowest));
            var (won, wonSlope) = utility.Learned(value, bid, won: true);
            (Won, WonSlope) = (won.Numbers(), wonSlope.Numbers());
            if (losersPay)
            {
                var (lost, lostSlope) = utility.Learned(zeros_like(bid), bid, won: false);
                (_lost, LostSlope) = (lost.Numbers(), lostSlope.Numbers());
            }
        }

        public double[] Won { get; }

        public double[] WonSlope { get; }

        public double[]? LostSlope { get; }

        public double Lost(int k) => _lost?[k] ?? 0;
    }
}
