using System.Text;
using AgentMarkets.Core.Actors.Contracts;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Roles, names of nodes and runs come again and again: each is made once.</summary>
internal static class KnownTexts
{
    private const int MostKnown = 256, LongestKnown = 24;

    // A thread keeps the last of each place of its table.
    [ThreadStatic]
    private static string?[]? t_known;

    public static string Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > LongestKnown)
        {
            return StrictText.Read(bytes);
        }
        string?[] known = t_known ??= new string?[MostKnown];
        ref string? place = ref known[(bytes.Length * 31 + bytes[0] * 7 + bytes[^1]) % MostKnown];
        return place is not null && Ascii.Equals(bytes, place) ? place : place = StrictText.Read(bytes);
    }
}
