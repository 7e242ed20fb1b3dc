using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>How close a certificate is, and how sure where it is made of a sample.</summary>
public sealed record CertificateSettings
{
    [Setting("Cells of types; a bidder with a utility that is not quasi-linear has at most 1024.", Min = 1,
        Max = 1 << 20)]
    public int Types { get; init; } = 1 << 14;

    [Setting("Cells of bids; with a utility that is not quasi-linear at most 2048.", Min = 1, Max = 1 << 20)]
    public int Bids { get; init; } = 1 << 16;

    [Setting("The chance, for each bidder, that a certificate made of a sample does not hold.", Above = 0, Below = 1)]
    public double Delta { get; init; } = 1e-3;
}
