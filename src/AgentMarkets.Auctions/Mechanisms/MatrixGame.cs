using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>A finite game: every player takes one of m actions, and a table says what each gets. For tests of
/// dynamics.</summary>
/// <remarks>
/// A bid is the number of an action, from 0; what a player gets is minus its payment, and nothing is ever won. A
/// player's table has a row for each action of its own and a column for each joint action of the others, in the order
/// of their numbers, the last changing fastest. Von Neumann and Morgenstern (1944).
/// </remarks>
[Card("matrix-game", "Players choose actions, and tables say what each gets: bids are numbers of actions.",
    "von Neumann and Morgenstern (1944)")]
public sealed class MatrixGame : IMechanism
{
    private readonly double[][] _tables;
    private readonly int[] _actions;
    private readonly bool _isSymmetric;

    /// <exception cref="ArgumentException">The tables are of no game: see <see cref="Settings"/>.</exception>
    public MatrixGame(Settings settings)
    {
        var (tables, why) = settings.Tables();
        if (why is not null)
        {
            throw new ArgumentException(why, nameof(settings));
        }
        _actions = [.. tables.Select(table => table.Count)];
        _tables = [.. tables.Select(table => table.SelectMany(row => row).ToArray())];
        _isSymmetric = _tables.All(table => table.AsSpan().SequenceEqual(_tables[0]));
    }

    public sealed record Settings : IChecked
    {
        [Setting("A game with a name.")]
        public NamedGame Game { get; init; } = NamedGame.RockPaperScissors;

        [Setting("The table of every player of a symmetric game: a row an own action, a column a joint action of the "
            + "others.")]
        public IReadOnlyList<IReadOnlyList<double>> Payoffs { get; init; } = [];

        [Setting("The tables of all players one by one, where they differ.")]
        public IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Players { get; init; } = [];

        public void Check(Problems problems, Place place)
        {
            if (Tables().Why is { } why)
            {
                problems.Add(place.Of(Players.Count > 0 ? "players" : "payoffs"), null, why);
            }
        }

        /// <summary>A table for each player.</summary>
        internal (IReadOnlyList<IReadOnlyList<double>>[] Tables, string? Why) Tables()
        {
            if (Players.Count > 0 && Payoffs.Count > 0)
            {
                return ([], "give payoffs of a symmetric game or players, not both");
            }
            var tables = Players.Count > 0 ? [.. Players] : Payoffs.Count > 0 ? Symmetric(Payoffs) : Named(Game);
            for (int i = 0; i < tables.Length; i++)
            {
                int columns = tables.Where((_, j) => j != i).Aggregate(1, (product, table) => product * table.Count);
                if (tables.Length < 2 || tables[i].Count == 0 || tables[i].Any(row => row.Count != columns))
                {
                    return ([], "every table needs a row for each own action, and in each row as many numbers as the "
                        + $"others have joint actions: {columns} for player {i + 1}");
                }
            }
            return (tables, tables.Length < 2 ? "a game needs at least two players" : null);
        }

        /// <summary>The number of players follows from the number of columns, m^(N-1).</summary>
        private static IReadOnlyList<IReadOnlyList<double>>[] Symmetric(IReadOnlyList<IReadOnlyList<double>> table)
        {
            int players = 2;
            for (long columns = table.Count; table.Count > 1 && columns < table[0].Count; columns *= table.Count)
            {
                players++;
            }
            return [.. Enumerable.Repeat(table, players)];
        }

        private static IReadOnlyList<IReadOnlyList<double>>[] Named(NamedGame game) => game switch
        {
            NamedGame.MatchingPennies => [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]],
            // The row player wants to match, the column player to be one further: Shapley (1964).
            NamedGame.Shapley => [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 0, 1], [1, 0, 0], [0, 1, 0]]],
            _ => Symmetric([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]),
        };
    }

    public int FewestBidders => _tables.Length;

    public int? MostBidders => _tables.Length;

    public bool TakesMixtures => true;

    public bool IsScaleFree => false;

    /// <summary>Players are alike where one table serves two; of more the order of the others may count.</summary>
    public string? RoleOf(int bidder, int bidders) => _isSymmetric && _tables.Length == 2 ? null : $"player-{bidder}";

    public double[]? Actions(int bidder, int bidders) =>
        [.. Enumerable.Range(0, _actions[bidder - 1]).Select(action => (double)action)];

    /// <summary>What a player gets for each own action, a row, and joint action of the others, a column.</summary>
    public ReadOnlySpan<double> TableOf(int bidder) => _tables[bidder - 1];

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        // [R, B, N].
        var actions = bids.squeeze(-1).round().to(int64);
        var payments = new Tensor[_tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            var at = actions.select(2, i).clamp(0, _actions[i] - 1);
            for (int j = 0; j < _tables.Length; j++)
            {
                at = j == i ? at : at * _actions[j] + actions.select(2, j).clamp(0, _actions[j] - 1);
            }
            var table = tensor(_tables[i], dtype: bids.dtype, device: bids.device);
            payments[i] = -table.index_select(0, at.flatten()).reshape(at.shape);
        }
        var paid = stack(payments, 2).unsqueeze(-1);
        return new Outcome(zeros_like(paid), paid, paid);
    }

    public Tensor Worth(int bidder, Tensor values) => zeros_like(values);

    public IOpposition Against(int bidder, int bidders, double[] statistic)
    {
        var weights = new double[_tables[bidder - 1].Length / _actions[bidder - 1]];
        int games = statistic.Length / (bidders - 1);
        for (int s = 0; s < games; s++)
        {
            int column = 0;
            for (int j = 0, k = 0; j < bidders; j++)
            {
                column = j == bidder - 1 ? column
                    : column * _actions[j] + ActionOf(statistic[s * (bidders - 1) + k++], j);
            }
            weights[column] += 1.0 / games;
        }
        return new MatrixOpposition(_tables[bidder - 1], weights);
    }

    public IOpposition AgainstMixtures(int bidder, IReadOnlyList<(double[] Bids, double[] Weights)> mixtures)
    {
        double[] joint = [1];
        for (int j = 0; j < mixtures.Count; j++)
        {
            if (j == bidder - 1)
            {
                continue;
            }
            var own = new double[_actions[j]];
            for (int k = 0; k < mixtures[j].Bids.Length; k++)
            {
                own[ActionOf(mixtures[j].Bids[k], j)] += mixtures[j].Weights[k];
            }
            joint = [.. joint.SelectMany(before => own.Select(p => before * p))];
        }
        return new MatrixOpposition(_tables[bidder - 1], joint);
    }

    private int ActionOf(double bid, int player) => (int)Math.Clamp(Math.Round(bid), 0, _actions[player] - 1);
}

/// <summary>Games that the literature knows by name.</summary>
public enum NamedGame
{
    /// <summary>Each action beats one of the three and loses to another.</summary>
    RockPaperScissors,

    /// <summary>One wants to match, the other not.</summary>
    MatchingPennies,

    /// <summary>Three actions; one wants to match, the other to be one further: play never settles.</summary>
    Shapley,
}
