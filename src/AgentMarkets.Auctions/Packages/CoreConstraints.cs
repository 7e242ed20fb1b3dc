namespace AgentMarkets.Auctions.Packages;

/// <summary>The core in discounts d = b - p of n winners: d(S) &lt;= h(S) for sets S of winners, and d &gt;=
/// 0.</summary>
/// <remarks>docs/packages.md, 2. Constraint c of the list is a set; behind the sets stand the n bounds d_i &gt;=
/// 0.</remarks>
internal sealed class CoreConstraints(int mostWinners)
{
    private ulong[] _sets = new ulong[mostWinners];
    private double[] _limits = new double[mostWinners];

    /// <summary>n.</summary>
    public int Winners { get; private set; }

    /// <summary>How many sets S are listed.</summary>
    public int Sets { get; private set; }

    /// <summary>With the bounds d_i >= 0.</summary>
    public int Count => Sets + Winners;

    public void Clear(int winners) => (Winners, Sets) = (winners, 0);

    public void Add(ulong set, double limit)
    {
        if (Sets == _sets.Length)
        {
            Array.Resize(ref _sets, 2 * Sets);
            Array.Resize(ref _limits, 2 * Sets);
        }
        _sets[Sets] = set;
        _limits[Sets++] = limit;
    }

    /// <summary>Where the normal of a constraint is not 0, as a bit mask over the winners.</summary>
    public ulong Support(int constraint) => constraint < Sets ? _sets[constraint] : 1ul << (constraint - Sets);

    /// <summary>What stands there: 1, or -1 for d_i >= 0.</summary>
    public int Sign(int constraint) => constraint < Sets ? 1 : -1;

    public double Limit(int constraint) => constraint < Sets ? _limits[constraint] : 0;
}
