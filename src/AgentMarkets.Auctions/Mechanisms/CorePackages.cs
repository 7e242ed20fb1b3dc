using System.Numerics;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Packages;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Bidders want sets of items; the allocation of the highest declared worth wins, and winners pay core
/// prices.</summary>
/// <remarks>
/// docs/packages.md. A type and a bid have one number a package, as many as the bidder with the most packages has; what
/// stands behind a bidder's own packages is drawn and bid, and not read.
/// </remarks>
[Card("core", "Bids on packages of items; the best allocation wins, and winners pay core prices.",
    "Day and Raghavan (2007); Day and Cramton (2012)")]
public sealed class CorePackages : IPackages
{
    private const int MostAllocations = 4096;

    private readonly Settings _settings;
    private readonly IPrior[] _priors;
    private readonly Lazy<IReadOnlyList<int[]>?> _allocations;

    public CorePackages(Settings settings)
    {
        _settings = settings;
        Game = settings.Packages is { } own ? new PackageGame("packages", own) : Known(settings.Game);
        _priors = PriorsOf(Game);
        _allocations = new(() => MaximalAllocations(Game));
    }

    public sealed record Settings : IChecked
    {
        [Setting("Who may bid on which packages.")]
        public CoreGame Game { get; init; } = CoreGame.Llllgg;

        [Setting("What winners pay.")]
        public PackagePayment Payment { get; init; } = PackagePayment.NearestVcg;

        [Setting("Whether core payments are among those of the smallest sum; if not, the nearest of the whole core.")]
        public bool MinimumRevenue { get; init; } = true;

        [Setting("Which of several best allocations is taken, in the order of bidders and their packages.")]
        public PackageTies Ties { get; init; } = PackageTies.Split;

        [Setting("A game of one's own instead: for each bidder its packages, items as letters, as in 'AB BC'.")]
        public IReadOnlyList<string>? Packages { get; init; }

        public void Check(Problems problems, Place place)
        {
            try
            {
                var game = Packages is { } own ? new PackageGame("packages", own) : null;
                if (game is { Items: 1 } or { Bidders: 1 })
                {
                    problems.Add(place.Of("packages"), string.Join(", ", Packages!),
                        "must be of two items or more for two bidders or more",
                        "For a single item the core payment is the second price: write mechanism=second-price.");
                }
            }
            catch (ArgumentException wrong)
            {
                problems.Add(place.Of("packages"), string.Join(", ", Packages!), wrong.Message);
            }
        }
    }

    /// <summary>The bidders and their packages.</summary>
    public PackageGame Game { get; }

    public PackagePayment Payment => _settings.Payment;

    public int FewestBidders => Game.Bidders;

    public int? MostBidders => Game.Bidders;

    public IReadOnlyList<int[]>? Allocations => _allocations.Value;

    private bool IsKnown => _settings.Packages is null;

    public GameShape Shape(int bidders) => new(Game.MostPackages, Game.MostPackages, Game.MostPackages);

    /// <summary>Uniform from 0 to the items of the largest package, counted in the smallest of the game: 1 for a
    /// local, 2 for the global bidder of LLG and those of LLLLGG, 4 for that of LLLLRRG.</summary>
    public IPrior? PriorOf(int bidder, int bidders) => bidder <= _priors.Length ? _priors[bidder - 1] : null;

    public string? RoleOf(int bidder, int bidders) => !IsKnown ? null
        : bidder <= (_settings.Game == CoreGame.Llg ? 2 : 4) ? "local"
        : _settings.Game == CoreGame.Llllrrg && bidder < 7 ? "regional" : "global";

    /// <summary>The locals where there are some, else all.</summary>
    public IReadOnlyList<int>? CorrelatedBidders(int bidders) => !IsKnown ? null
        : [.. Enumerable.Range(1, bidders).Where(bidder => RoleOf(bidder, bidders) == "local")];

    /// <summary>A new solver, with working memory of its own.</summary>
    internal PackageAuction Open() => new(Game, _settings.Payment, _settings.Ties, _settings.MinimumRevenue);

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var wide = bids.detach().to(float64).cpu();
        var isFinite = wide.isfinite();
        var counted = where(isFinite, wide, zeros_like(wide)).clamp_min(0).contiguous();
        var win = zeros_like(counted);
        var paid = zeros(counted.shape[..^1], dtype: float64);
        Open().Clear(counted.AsSpan<double>(), win.AsSpan<double>(), paid.AsSpan<double>());
        // Where a bidder's ties are split between packages, each at their mean price.
        var payment = (paid / win.sum(-1).clamp_min(double.Epsilon)).unsqueeze(-1);
        payment = where(win.sum(-1, keepdim: true) > 0, payment, zeros_like(payment));
        // Bids of a replica that failed say nothing about its games.
        payment = where(isFinite.all(-1).all(-1).unsqueeze(-1).unsqueeze(-1), payment, full_like(payment, double.NaN));
        return new Outcome(win.to(bids.dtype, bids.device, copy: true).MoveToOuterDisposeScope(),
            payment.expand_as(win).to(bids.dtype, bids.device, copy: true).MoveToOuterDisposeScope(), Loss: null);
    }

    public PaymentSlopes PaymentSlopes(Tensor bids)
    {
        if (Payment != PackagePayment.FirstPrice)
        {
            return Smoothing.PaymentSlopes.ByDifferences(this, bids);
        }
        // The own bid is paid, and moves the sum by as much.
        var win = Clear(bids).Win;
        return new PaymentSlopes(win, win);
    }

    public Tensor BestWelfare(Tensor worth)
    {
        using var scope = NewDisposeScope();
        var bids = worth.to(float64).cpu().clamp_min(0).contiguous();
        var win = zeros_like(bids);
        var paid = zeros(bids.shape[..^1], dtype: float64);
        new PackageAuction(Game, PackagePayment.FirstPrice, PackageTies.First)
            .Clear(bids.AsSpan<double>(), win.AsSpan<double>(), paid.AsSpan<double>());
        return paid.sum(-1).to(worth.dtype).to(worth.device).MoveToOuterDisposeScope();
    }

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new PackageOpposition(this, bidder, statistic);

    private static PackageGame Known(CoreGame game) => game switch
    {
        CoreGame.Llg => PackageGame.Llg,
        CoreGame.Llllgg => PackageGame.Llllgg,
        _ => PackageGame.Llllrrg,
    };

    private static IPrior[] PriorsOf(PackageGame game)
    {
        var sizes = Enumerable.Range(0, game.Bidders)
            .Select(i => game.PackagesOf(i).ToArray().Select(BitOperations.PopCount).ToArray()).ToArray();
        int smallest = sizes.Min(own => own.Min());
        double[] high = [.. sizes.Select(own => (double)own.Max() / smallest)];
        // One prior for all who are alike, so that they may share a bid function.
        var priors = new SortedDictionary<double, IPrior>();
        foreach (double most in high.Distinct())
        {
            priors.Add(most, new Uniform(new Uniform.Settings { High = most }));
        }
        return [.. high.Select(most => priors[most])];
    }

    private static IReadOnlyList<int[]>? MaximalAllocations(PackageGame game) =>
        Packages.Allocations.Of(game, MostAllocations) is not { } all ? null
            : [.. Enumerable.Range(0, all.Count).Where(all.IsMaximal).Select(a => all[a].ToArray())];
}

/// <summary>Games of packages that the literature plays. docs/packages.md, 1.</summary>
public enum CoreGame
{
    /// <summary>Two locals with an item each, a global bidder.</summary>
    Llg,

    /// <summary>Four locals, two globals; two packages each.</summary>
    Llllgg,

    /// <summary>LLLLGG with a bidder for everything.</summary>
    Llllrrg,
}
