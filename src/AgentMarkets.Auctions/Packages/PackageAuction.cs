namespace AgentMarkets.Auctions.Packages;

/// <summary>Winners and payments of package auctions, game by game, in 64-bit numbers.</summary>
/// <remarks>docs/packages.md. Holds its working memory: one call at a time. A game's outcome does not depend on the
/// others of its batch.</remarks>
public sealed class PackageAuction
{
    private const int MostBiddersEnumerated = 12, MostAllocations = 20_000;

    private readonly PackageGame _game;
    private readonly PackageTies _ties;
    private readonly IDeclaredWelfare _welfare;
    private readonly CorePayments _payments;

    /// <param name="game">The bidders and their packages.</param>
    /// <param name="payment">What winners pay.</param>
    /// <param name="ties">Who wins where several allocations are best.</param>
    /// <param name="minimumRevenue">Whether core payments are among those of the smallest sum; if not, they are the
    /// nearest of the whole core.</param>
    /// <param name="method">Enumeration or generation.</param>
    /// <exception cref="ArgumentException">The game is too large for the method that was asked for.</exception>
    public PackageAuction(PackageGame game, PackagePayment payment, PackageTies ties = PackageTies.Split,
        bool minimumRevenue = true, CoreMethod method = CoreMethod.Automatic)
    {
        (_game, _ties) = (game, ties);
        Allocations = method switch
        {
            CoreMethod.Generation => null,
            CoreMethod.Enumeration => Packages.Allocations.Of(game) ?? throw new ArgumentException(
                $"{game.Name} has too many allocations to enumerate; use {nameof(CoreMethod.Generation)}."),
            _ when game.Bidders > MostBiddersEnumerated => null,
            _ => Packages.Allocations.Of(game, MostAllocations),
        };
        _welfare = Allocations is null ? new SearchedWelfare(game) : new EnumeratedWelfare(game, Allocations);
        _payments = new CorePayments(game, _welfare, payment, minimumRevenue, generates: Allocations is null);
    }

    /// <summary>All allocations, or null where they are not enumerated.</summary>
    public Allocations? Allocations { get; }

    /// <summary>Winners and payments of a batch of games.</summary>
    /// <param name="bids">[games, N, K], not negative.</param>
    /// <param name="win">[games, N, K]: the share of each package that its bidder wins; 0 or 1 without ties.</param>
    /// <param name="payments">[games, N].</param>
    /// <exception cref="ArgumentException">Wrong lengths, or a bid that is negative or not a number.</exception>
    /// <exception cref="InvalidOperationException">An iteration did not end; the message has the bids.</exception>
    public void Clear(ReadOnlySpan<double> bids, Span<double> win, Span<double> payments)
    {
        int slots = _game.Bidders * _game.MostPackages;
        int games = bids.Length / slots;
        if (bids.Length != games * slots || win.Length != bids.Length || payments.Length != games * _game.Bidders)
        {
            throw new ArgumentException($"{bids.Length} bids, {win.Length} wins and {payments.Length} payments are not "
                + $"[games, {_game.Bidders}, {_game.MostPackages}] twice and [games, {_game.Bidders}].");
        }
        win.Clear();
        payments.Clear();
        for (int g = 0; g < games; g++)
        {
            Clear(g, bids.Slice(g * slots, slots), win.Slice(g * slots, slots),
                payments.Slice(g * _game.Bidders, _game.Bidders));
        }
    }

    private void Clear(int g, ReadOnlySpan<double> bids, Span<double> win, Span<double> payments)
    {
        for (int i = 0; i < _game.Bidders; i++)
        {
            foreach (double bid in bids.Slice(i * _game.MostPackages, _game.PackagesOf(i).Length))
            {
                if (!(bid >= 0 && double.IsFinite(bid)))
                {
                    throw new ArgumentException(
                        $"{_game.Name}, game {g}: bids must be numbers from 0. {_game.Describe(bids)}");
                }
            }
        }
        double total = _welfare.Solve(bids, _ties);
        double share = 1.0 / _welfare.Tied;
        for (int tied = 0; tied < _welfare.Tied; tied++)
        {
            var row = _welfare.Winning(tied);
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] >= 0)
                {
                    win[i * _game.MostPackages + row[i]] += share;
                }
            }
            _payments.Add(row, bids, total, share, payments);
        }
    }
}
