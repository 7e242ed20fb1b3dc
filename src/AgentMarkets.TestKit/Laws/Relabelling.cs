using AgentMarkets.Auctions.Mechanisms;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>A symmetry of a rule: bidders of a role change places, and with them, where the rule allocates packages,
/// the packages that each may want.</summary>
/// <remarks>Locals that want neighbouring pairs of items in a ring may all move on by one; then each global bidder's
/// packages are another one's, in another order. What is a symmetry shows in the feasible allocations.</remarks>
internal sealed class Relabelling
{
    // Orders of a bidder's packages that are tried.
    private const int MostOutcomes = 3;

    private readonly int[] _order;
    private readonly int[][] _outcomes;

    private Relabelling(int[] order, int[][] outcomes) => (_order, _outcomes) = (order, outcomes);

    /// <summary>All roles turn, or where that is no symmetry one of them, or else nobody.</summary>
    public static Relabelling Of(IMechanism mechanism, int bidders)
    {
        int[][] roles = [.. Enumerable.Range(0, bidders)
            .GroupBy(i => mechanism.RoleOf(i + 1, bidders)).Select(role => role.ToArray())];
        var shape = mechanism.Shape(bidders);
        return new[] { roles }.Concat(roles.Select(role => new[] { role })).Append([])
            .Select(turning => Turned(bidders, turning))
            .Select(order => (mechanism as IPackages)?.AllocationsAmong(bidders) is { } allocations
                ? Among(order, allocations, shape.Bids == shape.Outcomes ? shape.Outcomes : 1)
                : new Relabelling(order, Identity(bidders, shape.Outcomes)))
            .First(found => found is not null)!;
    }

    /// <summary>The same games after it.</summary>
    /// <param name="games">[R, B, N], or [R, B, N, n] with a number for each outcome.</param>
    public Tensor Of(Tensor games)
    {
        var moved = games.index_select(2, tensor(Array.ConvertAll(_order, i => (long)i)));
        return games.dim() < 4 ? moved : stack([.. _outcomes.Select((outcomes, i) => outcomes.Length == games.shape[3]
            ? moved.select(2, i).index_select(-1, tensor(Array.ConvertAll(outcomes, k => (long)k)))
            : moved.select(2, i))], 2);
    }

    private static Relabelling? Among(int[] order, IReadOnlyList<int[]> allocations, int outcomes)
    {
        var known = new SortedSet<string>(allocations.Select(a => string.Join(',', a)), StringComparer.Ordinal);
        var choices = Enumerable.Repeat(Permutations(outcomes <= MostOutcomes ? outcomes : 1), order.Length);
        // Every bidder's packages in every order.
        IEnumerable<int[][]> all = choices.Aggregate<IReadOnlyList<int[]>, IEnumerable<int[][]>>([[]],
            (before, each) => before.SelectMany(chosen => each.Select(next => (int[][])[.. chosen, next])));
        return all.Where(chosen => allocations.All(a => known.Contains(string.Join(',', order.Select((from, i) =>
                a[from] < 0 || chosen[i].Length <= a[from] ? a[from] : Array.IndexOf(chosen[i], a[from]))))))
            .Select(chosen => new Relabelling(order, chosen)).FirstOrDefault();
    }

    private static int[] Turned(int bidders, int[][] roles)
    {
        int[] order = [.. Enumerable.Range(0, bidders)];
        foreach (int[] members in roles)
        {
            for (int k = 0; k < members.Length; k++)
            {
                order[members[k]] = members[(k + 1) % members.Length];
            }
        }
        return order;
    }

    private static int[][] Identity(int bidders, int outcomes) =>
        [.. Enumerable.Repeat(Enumerable.Range(0, outcomes).ToArray(), bidders)];

    private static IReadOnlyList<int[]> Permutations(int n) => n == 0 ? [[]]
        : [.. Permutations(n - 1).SelectMany(rest => Enumerable.Range(0, n)
            .Select(at => (int[])[.. rest[..at], n - 1, .. rest[at..]]))];
}
