using System.Globalization;
using System.Numerics;
using System.Text;

namespace AgentMarkets.Auctions.Packages;

/// <summary>Who may bid on which packages of which items; the values and bids come from elsewhere.</summary>
/// <remarks>
/// A bidder gets at most one of its packages (bids are exclusive: XOR). Items are letters, A to Z and then a to z; a
/// package is a set of them. docs/packages.md, 1.
/// </remarks>
public sealed class PackageGame
{
    private const int MostBidders = 64;

    private readonly ulong[][] _packages;

    /// <param name="name">What messages call the game.</param>
    /// <param name="bidders">For each bidder its packages as letters with spaces between: <c>"AB BC"</c>.</param>
    /// <exception cref="ArgumentException">No bidder or more than 64, a bidder without a package, something that is not
    /// a letter, an item or a package that is named twice.</exception>
    public PackageGame(string name, params IReadOnlyList<string> bidders)
    {
        if (bidders.Count is 0 or > MostBidders)
        {
            throw new ArgumentException($"{name} has {bidders.Count} bidders; there must be 1 to {MostBidders}.");
        }
        Name = name;
        _packages = new ulong[bidders.Count][];
        for (int i = 0; i < bidders.Count; i++)
        {
            string[] words = bidders[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _packages[i] = Array.ConvertAll(words, word => Mask(name, word));
            if (words.Length == 0 || _packages[i].Distinct().Count() < words.Length)
            {
                throw new ArgumentException(
                    $"{name}: bidder {i + 1} has the packages '{bidders[i]}'; name at least one, and none twice.");
            }
        }
        MostPackages = _packages.Max(own => own.Length);
        Items = 64 - BitOperations.LeadingZeroCount(_packages.SelectMany(own => own).Aggregate((a, b) => a | b));
    }

    /// <summary>Two locals want one item each, the global bidder wants both. Ausubel and Baranov (2020).</summary>
    public static PackageGame Llg { get; } = new("LLG", "A", "B", "AB");

    /// <summary>
    /// Eight items in a ring: each of four locals wants one of two adjacent pairs, which overlap with the neighbours';
    /// each of two globals wants one of two halves. Bosshard, Buenz, Lubin and Seuken (2020).
    /// </summary>
    public static PackageGame Llllgg { get; } =
        new("LLLLGG", "AB BC", "CD DE", "EF FG", "GH HA", "ABCD EFGH", "CDEF GHAB");

    /// <summary>LLLLGG, whose globals are now regionals, with a global bidder who wants all eight items. Bichler,
    /// Kohring and Heidekrueger (2023).</summary>
    public static PackageGame Llllrrg { get; } =
        new("LLLLRRG", "AB BC", "CD DE", "EF FG", "GH HA", "ABCD EFGH", "CDEF GHAB", "ABCDEFGH");

    public string Name { get; }

    /// <summary>N.</summary>
    public int Bidders => _packages.Length;

    /// <summary>How many items there are.</summary>
    public int Items { get; }

    /// <summary>K, the most packages that one bidder has; bids are [games, N, K], and what stands behind a bidder's
    /// own packages is not read.</summary>
    public int MostPackages { get; }

    /// <summary>The packages of a bidder (from 0) as bit masks over the items.</summary>
    public ReadOnlySpan<ulong> PackagesOf(int bidder) => _packages[bidder];

    /// <summary>Bids [N, K] as text, for messages.</summary>
    internal string Describe(ReadOnlySpan<double> bids)
    {
        var text = new StringBuilder();
        for (int i = 0; i < Bidders; i++)
        {
            text.Append(i == 0 ? "" : "; ").Append(CultureInfo.InvariantCulture, $"{i + 1}:");
            for (int k = 0; k < _packages[i].Length; k++)
            {
                text.Append(' ').Append(Letters(_packages[i][k])).Append('=');
                text.Append(bids[i * MostPackages + k].ToString("R", CultureInfo.InvariantCulture));
            }
        }
        return text.ToString();
    }

    private static ulong Mask(string name, string word)
    {
        ulong mask = 0;
        foreach (char letter in word)
        {
            int item = letter switch
            {
                >= 'A' and <= 'Z' => letter - 'A',
                >= 'a' and <= 'z' => letter - 'a' + 26,
                _ => -1,
            };
            if (item < 0 || (mask >> item & 1) != 0)
            {
                throw new ArgumentException($"{name}: '{word}' is no package; write each item once, as a letter.");
            }
            mask |= 1ul << item;
        }
        return mask;
    }

    private static string Letters(ulong package)
    {
        var text = new StringBuilder();
        for (; package != 0; package &= package - 1)
        {
            int item = BitOperations.TrailingZeroCount(package);
            text.Append((char)(item < 26 ? 'A' + item : 'a' + item - 26));
        }
        return text.ToString();
    }
}
