using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions;

/// <summary>Bayesian auction games, learned by self-play through smoothed allocations.</summary>
public sealed class AuctionFamily : IFamily
{
    public string Section => "auction";

    public Type Settings => typeof(AuctionSettings);

    public IGame? Build(object settings, Setup setup, Problems problems)
    {
        var all = (AuctionSettings)settings;
        int before = problems.Count;
        var seats = Seating.Of(all, new Uniform(new Uniform.Settings()));
        Bidder[] bidders = [.. seats.SelectMany(seat => seat.Members)];
        CheckBidders(all, bidders, problems);
        CheckCorrelation(all.Auction, bidders, problems);
        CheckRecord(setup, problems);
        if (problems.Count > before)
        {
            return null;
        }
        var game = new BayesianGame(all.Auction.Mechanism, bidders,
            new Nature(all.Auction.Mechanism, bidders, all.Auction.Correlation, all.Auction.Correlated));
        CheckLearning(all, seats, game, setup, problems);
        return problems.Count == before ? new AuctionGame(all, game, seats, setup) : null;
    }

    private static void CheckBidders(AuctionSettings all, Bidder[] bidders, Problems problems)
    {
        var mechanism = all.Auction.Mechanism;
        string rule = Piece.NameOf(mechanism);
        if (bidders.Length < mechanism.FewestBidders || bidders.Length > mechanism.MostBidders)
        {
            problems.Add(Seating.BiddersKey, $"{bidders.Length}", mechanism.MostBidders is not { } most
                ? $"must be at least {mechanism.FewestBidders} for {rule}"
                : most == mechanism.FewestBidders ? $"must be {most} for {rule}"
                : $"must be {mechanism.FewestBidders} to {most} for {rule}");
        }
        foreach (var bidder in bidders.Where(b => b.Prior.Bidders is { } count && count != bidders.Length))
        {
            problems.Add("auction.prior", null,
                $"the file describes {bidder.Prior.Bidders} bidders, but the game has {bidders.Length}",
                $"Write auction.bidders={bidder.Prior.Bidders}, or use another file.");
            break;
        }
        if (bidders.Any(b => b.Prior.IsJoint) && bidders.Any(b => b.Prior != bidders[0].Prior))
        {
            problems.Add(Seating.BiddersKey, null,
                "a file with one column a bidder draws the types of all bidders at once, "
                + "so no block can have a prior of its own", "Leave out the priors of the blocks.");
        }
        if (mechanism is OneItem { Options.Reserve: > 0 and var reserve }
            && bidders.All(b => b.Prior.Support(b.Number).High < reserve))
        {
            problems.Add("auction.mechanism.reserve", $"{reserve}",
                $"is above every value (the highest is {bidders.Max(b => b.Prior.Support(b.Number).High)}), "
                + "so nothing could ever be sold", "Lower it.");
        }
    }

    private static void CheckCorrelation(AuctionBlock auction, Bidder[] bidders, Problems problems)
    {
        int before = problems.Count;
        foreach (int number in auction.Correlated?.Where(number => number < 1 || number > bidders.Length) ?? [])
        {
            problems.Add("auction.correlated", $"{number}", $"there is no such bidder: they are 1 to {bidders.Length}");
        }
        if (auction.Correlation is not { } correlation || problems.Count > before)
        {
            return;
        }
        const string Key = "auction.correlation";
        string name = Piece.NameOf(correlation);
        var members = bidders.Where(b => auction.Correlated?.Contains(b.Number) ?? true).ToArray();
        if (members.Length < 2)
        {
            problems.Add("auction.correlated", null, "names fewer than two bidders, which have nobody to be correlated with",
                "Name two or more, or leave out auction.correlation.");
        }
        if (!correlation.ValuesAreObservations && members.Length < bidders.Length)
        {
            problems.Add("auction.correlated", string.Join(",", members.Select(b => b.Number)),
                $"{name} gives all bidders one value, so all must be correlated", "Leave out auction.correlated.");
        }
        if (bidders.Any(b => b.Prior.IsJoint))
        {
            problems.Add(Key, name, "the types come from a file with one column a bidder, whose rows already say how they "
                + "hang together", "Leave out auction.correlation, or use a file with the column value.");
            return;
        }
        var shape = auction.Mechanism.Shape(bidders.Length);
        if (shape.Types > 1)
        {
            problems.Add(Key, name, $"correlates types of one number, but a type of {Piece.NameOf(auction.Mechanism)} has "
                + $"{shape.Types}", "Leave out auction.correlation, or choose a rule with one value a bidder.");
        }
        if (correlation.NeedsUniformPrior
            && members.Any(b => b.Prior is not Uniform || b.Prior.Support(b.Number) is not (0, 1)))
        {
            problems.Add(Key, name, "makes observations of its own from even draws on [0,1], so that another prior than "
                + "uniform(low=0, high=1) would have no meaning",
                "Leave out auction.prior, or write auction.correlation=bernoulli, which goes with any prior.");
        }
    }

    private static void CheckRecord(Setup setup, Problems problems)
    {
        if (setup.Record.Count > 0)
        {
            problems.Add("record", string.Join(",", setup.Record),
                "auctions keep nothing beside their measurements yet",
                "Leave record out; metrics.jsonl holds every measurement, measure-every=1 one a round.");
        }
    }

    private static void CheckLearning(AuctionSettings all, IReadOnlyList<Seat> seats, BayesianGame game, Setup setup,
        Problems problems)
    {
        foreach (var bidder in seats.Select(seat => seat.First).DistinctBy(b => b.Strategy))
        {
            if (bidder.Strategy.Refuses(game, bidder) is { } refused)
            {
                problems.Add("strategy", Piece.NameOf(bidder.Strategy), refused.Why, refused.WayOut);
            }
        }
        if (setup.Rounds == 0)
        {
            return;
        }
        if (seats.Any(seat => seat.First.Learner is IGradientLearner)
            && all.Smoothing.Refuses(game.Mechanism) is { } why)
        {
            problems.Add("smoothing", Piece.NameOf(all.Smoothing), why.Why, why.WayOut);
        }
        foreach (var bidder in seats.Select(seat => seat.First).DistinctBy(b => (b.Strategy, b.Learner)))
        {
            if (Plays.Play.Refuses(game, bidder) is { } refused)
            {
                problems.Add("learner", Piece.NameOf(bidder.Learner), refused.Why, refused.WayOut);
            }
        }
    }
}
