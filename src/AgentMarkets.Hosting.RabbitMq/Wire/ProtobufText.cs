using System.Text;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Texts as Protobuf has them: UTF-8, and nothing else passes.</summary>
internal static class ProtobufText
{
    private const int MostKnown = 256, LongestKnown = 24;

    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Roles, names of nodes and runs come again and again: a thread keeps the last of each place of its table.
    [ThreadStatic]
    private static string?[]? t_known;

    /// <summary>The most bytes that a text may be.</summary>
    public static long MostBytes(string text) => 3L * text.Length;

    public static int Write(string text, Span<byte> to)
    {
        try
        {
            return s_strict.GetBytes(text, to);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("A text has half of a character, which no other machine could read.", e);
        }
    }

    public static string Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > LongestKnown)
        {
            return Made(bytes);
        }
        string?[] known = t_known ??= new string?[MostKnown];
        ref string? place = ref known[(bytes.Length * 31 + bytes[0] * 7 + bytes[^1]) % MostKnown];
        return place is not null && Ascii.Equals(bytes, place) ? place : place = Made(bytes);
    }

    private static string Made(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("A text is not in UTF-8.", e);
        }
    }
}
