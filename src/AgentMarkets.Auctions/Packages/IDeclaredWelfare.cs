namespace AgentMarkets.Auctions.Packages;

/// <summary>Winner determination, game after game: the largest declared welfare W(C) of coalitions.</summary>
/// <remarks>Sums go over the bidders in their order, so equal allocations are equal in all bits however they are
/// found.</remarks>
internal interface IDeclaredWelfare
{
    /// <summary>W(N) of new bids [N, K], which stay in use until the next call; they are not negative.</summary>
    double Solve(ReadOnlySpan<double> bids, PackageTies ties);

    /// <summary>How many tied allocations <see cref="Solve"/> leaves: one, unless ties are split.</summary>
    int Tied { get; }

    /// <summary>A tied allocation: which package each of the N bidders gets, -1 for none.</summary>
    ReadOnlySpan<int> Winning(int tied);

    /// <summary>W(N without <paramref name="bidders"/>), of the bids of the last <see cref="Solve"/>.</summary>
    double Without(ulong bidders);

    /// <summary>The coalition that gains most by itself when each bidder would give up a discount.</summary>
    /// <param name="discounts">d, N numbers: bidder i's bids count d_i less; 0 for losers.</param>
    /// <returns>Its bidders, its declared welfare W(C), and W(C) less the discounts of its bidders.</returns>
    (ulong Bidders, double Welfare, double Net) Blocking(ReadOnlySpan<double> discounts);
}
