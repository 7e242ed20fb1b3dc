using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What the auctioneer tells every bidder of the others, from what all of them published.</summary>
internal sealed class Laws
{
    private readonly BayesianGame _game;
    private readonly Published[][] _published;
    private readonly Func<int, double[]>[]? _statistics;

    /// <param name="published">[N][Count], in the order of the bidders.</param>
    public Laws(BayesianGame game, Published[][] published)
    {
        (_game, _published) = (game, published);
        if (published.SelectMany(bidder => bidder).Any(strategy => strategy.Bids is not null))
        {
            _statistics = [.. Enumerable.Range(0, published[0].Length).Select(r =>
                game.Mechanism.Oppose(Together([.. published.Select(bidder => bidder[r].Bids!)]), game.Bidders.Count))];
        }
    }

    /// <summary>From the bids of a round; laws of their own serve where everybody has one and the rule knows what to
    /// make of them.</summary>
    public Laws(AuctionGame game, IReadOnlyList<SubmitBids> submissions)
        : this(game.Rules, Published(game, submissions))
    {
    }

    /// <summary>[C][Count].</summary>
    public Opposed[][] Against(Seat seat) =>
    [
        .. seat.Members.Select(member => Enumerable.Range(0, _published[0].Length).Select(r => _statistics is null
            ? new Opposed(Rivals: [.. _published.Select(bidder => bidder[r])])
            : new Opposed(Statistic: _statistics[r](member.Number))).ToArray()),
    ];

    private static Published[][] Published(AuctionGame game, IReadOnlyList<SubmitBids> submissions)
    {
        if (submissions.All(bids => bids.Strategies is not null) && Opponents.CanBeExact(game.Rules))
        {
            return [.. submissions.SelectMany(bids => bids.Strategies!)];
        }
        using var scope = NewDisposeScope();
        int a = game.Rules.Shape.Bids;
        return
        [
            .. submissions.SelectMany(bids =>
            {
                var wide = bids.Bids.cpu().to(float64).contiguous();
                int members = (int)wide.shape[1], each = game.Rows * a;
                return Enumerable.Range(0, members).Select(c => Enumerable.Range(0, game.Setup.Replicas).Select(r =>
                    new Published(Bids: wide.AsSpan<double>().Slice((r * members + c) * each, (int)game.Batch[r] * a)
                        .ToArray())).ToArray());
            }),
        ];
    }

    /// <summary>[S, N, A] of N times [S, A].</summary>
    private double[] Together(double[][] bids)
    {
        int n = bids.Length, a = _game.Shape.Bids, samples = bids[0].Length / a;
        var all = new double[n * bids[0].Length];
        for (int i = 0; i < n; i++)
        {
            for (int s = 0; s < samples; s++)
            {
                bids[i].AsSpan(s * a, a).CopyTo(all.AsSpan((s * n + i) * a));
            }
        }
        return all;
    }
}
