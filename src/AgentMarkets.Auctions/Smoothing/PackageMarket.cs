using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The smoothed market of a rule that chooses among allocations: a softmax over them.</summary>
/// <remarks>
/// With the declared worth W(a) = sum_i b_i(a_i) of an allocation, the exact rule's payments p_i(b) and their sum P(b):
///   pi(a) = exp(W(a)/lambda)/sum_a' exp(W(a')/lambda)            x_i(S) = sum of pi(a) over a with a_i = S
///   p_i(b | a) = p_i(b) if a is the exact winner, else b_i(a_i) min(1, P(b)/W(a))
/// and p_i(S) is the mean of p_i(b | a) over the a with a_i = S, weighted by pi. The own bid moves all of these W(a) by
/// the same amount, so the weights stand still, and
///   dx_i(S)/db_i(S') = x_i(S) (1[S = S'] - x_i(S'))/lambda       dp_i(S)/db_i = weighted mean of dp_i(b | a)/db_i
/// The rule of payment has no jump where the winner changes, under first price and for two sides as in LLG. With one
/// item it is the softmax at the own bid. The softmax is that of Kohring, Pieroth and Bichler (2023).
/// </remarks>
internal sealed class PackageMarket : IClearing
{
    private readonly IPackages _rule;
    private readonly Tensor _lambda;
    private readonly int _bidders;
    private readonly int _outcomes;
    // [bidder]: what it gets in each allocation, K for nothing; and the map from bids to worth.
    private readonly Tensor[] _gets;
    private readonly Tensor?[] _declared;
    // [bidder, outcome]: the allocations that give it.
    private readonly Tensor?[,] _giving;

    /// <param name="beta">1/lambda in each replica.</param>
    public PackageMarket(IPackages rule, double[] beta, Device device, int? bidders = null)
    {
        _rule = rule;
        double[] lambda = [.. beta.Select(b => 1 / b)];
        _lambda = tensor(lambda, [lambda.Length, 1, 1], dtype: float64, device: device).DetachFromDisposeScope();
        var allocations = bidders is { } count ? rule.AllocationsAmong(count)! : rule.Allocations!;
        _bidders = allocations[0].Length;
        _outcomes = rule.Shape(_bidders).Outcomes;
        _gets = new Tensor[_bidders];
        _declared = new Tensor?[_bidders];
        _giving = new Tensor?[_bidders, _outcomes];
        for (int i = 0; i < _bidders; i++)
        {
            long[] gets = [.. allocations.Select(a => a[i] < 0 ? (long)_outcomes : a[i])];
            _gets[i] = tensor(gets, device: device).DetachFromDisposeScope();
            _declared[i] = rule.Declared(i + 1) is { } map
                ? tensor(map, device: device).DetachFromDisposeScope() : null;
            for (int k = 0; k < _outcomes; k++)
            {
                long[] giving = [.. Enumerable.Range(0, gets.Length).Where(a => gets[a] == k).Select(a => (long)a)];
                _giving[i, k] = giving.Length == 0 ? null : tensor(giving, device: device).DetachFromDisposeScope();
            }
        }
    }

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var games = new Games(this, cat([.. bids], 1).transpose(1, 2).contiguous());
        int bidder = 0;
        for (int s = 0; s < signals.Count; s++)
        {
            for (int c = 0; c < (int)bids[s].shape[1]; c++)
            {
                games.Write(bidder++, signals[s], c);
            }
        }
    }

    public void Dispose()
    {
        _lambda.Dispose();
        foreach (var tensor in _gets.Concat(_declared).Concat(_giving.Cast<Tensor?>()))
        {
            tensor?.Dispose();
        }
    }

    /// <summary>The games of a round.</summary>
    private sealed class Games
    {
        private readonly PackageMarket _market;
        private readonly Tensor _lambda;
        private readonly Outcome _exact;
        private readonly PaymentSlopes _slopes;
        private readonly Tensor[] _declared;        // [N] of [R, B, K]
        private readonly Tensor _welfare;           // W, [R, B, allocations]
        private readonly Tensor _chance;            // pi
        private readonly Tensor _isExact;
        private readonly Tensor _paid;              // P, [R, B, 1]

        /// <param name="b">[R, B, N, A].</param>
        public Games(PackageMarket market, Tensor b)
        {
            _market = market;
            _lambda = market._lambda.to(b.dtype);
            _exact = market._rule.Clear(b);
            _slopes = market._rule.PaymentSlopes(b);
            _paid = _exact.Paid().sum(-1, keepdim: true);
            _declared = [.. Enumerable.Range(0, market._bidders).Select(i => Declare(b.select(2, i), i))];
            var none = zeros_like(_paid);
            Tensor? welfare = null, isExact = null;
            // Bidder by bidder, so that every game is summed in the same order whatever the batch.
            for (int i = 0; i < market._bidders; i++)
            {
                var worth = cat([_declared[i], none], 2).index_select(2, market._gets[i]);
                var win = _exact.Win.select(2, i);
                var gets = cat([win, 1 - win.sum(-1, keepdim: true)], 2).index_select(2, market._gets[i]) > 0;
                welfare = welfare is null ? worth : welfare + worth;
                isExact = isExact is null ? gets : isExact & gets;
            }
            (_welfare, _isExact) = (welfare!, isExact!);
            _chance = (_welfare / _lambda).softmax(2);
        }

        public void Write(int bidder, Signal signal, int member)
        {
            using var scope = NewDisposeScope();
            var wins = new Tensor[_market._outcomes];
            for (int k = 0; k < wins.Length; k++)
            {
                var (payment, slope) = (signal.Payment, signal.PaymentSlope);
                if (_market._giving[bidder, k] is not { } giving)
                {
                    wins[k] = zeros_like(_paid.squeeze(2));
                    payment.select(1, member).select(2, k).zero_();
                    slope.select(1, member).select(2, k).zero_();
                    continue;
                }
                wins[k] = _chance.index_select(2, giving).sum(2);
                var weights = (_welfare.index_select(2, giving) / _lambda).softmax(2);
                var (p, pSlope) = Given(bidder, k, giving);
                payment.select(1, member).select(2, k).copy_((weights * p).sum(2));
                slope.select(1, member).select(2, k).copy_((weights.unsqueeze(3) * pSlope).sum(2));
            }
            var x = stack(wins, 2);
            signal.Win.select(1, member).copy_(x);
            // dx(S)/dW(S') = x(S) (1[S = S'] - x(S'))/lambda
            var same = eye(_market._outcomes, dtype: x.dtype, device: x.device);
            var xSlope = x.unsqueeze(3) * (same - x.unsqueeze(2)) / _lambda.unsqueeze(3);
            signal.WinSlope.select(1, member).copy_(_market._declared[bidder] is not { } map ? xSlope
                : (xSlope.unsqueeze(4) * map.to(x.dtype)).sum(3));
        }

        /// <summary>p_i(b | a) and its slope in the own bid for the allocations that give an outcome: [R, B, n] and
        /// [R, B, n, A].</summary>
        private (Tensor Payment, Tensor Slope) Given(int bidder, int outcome, Tensor giving)
        {
            var welfare = _welfare.index_select(2, giving);
            var isExact = _isExact.index_select(2, giving);
            var own = _declared[bidder].narrow(2, outcome, 1);
            var share = where(_paid < welfare, _paid / welfare, ones_like(welfare));
            var payment = where(isExact, _exact.Payment.select(2, bidder).narrow(2, outcome, 1), own * share);

            var (unit, one) = (Unit(bidder, outcome, own), ones_like(welfare));
            var total = _slopes.Total.select(2, bidder).unsqueeze(2);
            var safe = where(_paid < welfare, welfare, one).unsqueeze(3);
            // d (b min(1, P/W))/db, where W moves with the own bid on this outcome
            var shareSlope = (_paid < welfare).to(own.dtype).unsqueeze(3)
                * (total / safe - _paid.unsqueeze(3) * unit / safe.square());
            var lost = unit * share.unsqueeze(3) + own.unsqueeze(3) * shareSlope;
            var won = _slopes.Own.select(2, bidder).unsqueeze(2);
            return (payment, where(isExact.unsqueeze(3), won, lost));
        }

        /// <summary>[R, B, A] to [R, B, K].</summary>
        private Tensor Declare(Tensor bids, int bidder) => _market._declared[bidder] is not { } map ? bids
            : (bids.unsqueeze(2) * map.to(bids.dtype)).sum(3);

        /// <summary>How the declared worth of an outcome moves with the numbers of the bid, [A].</summary>
        private Tensor Unit(int bidder, int outcome, Tensor like) => _market._declared[bidder] is { } map
            ? map.select(0, outcome).to(like.dtype)
            : eye(_market._outcomes, dtype: like.dtype, device: like.device).select(0, outcome);
    }
}
