using System.Text;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>Texts as every encoding has them: UTF-8, and nothing else passes.</summary>
public static class StrictText
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The most bytes that a text may take.</summary>
    public static long MostBytes(string text) => 3L * text.Length;

    /// <summary>Bytes that a text takes.</summary>
    /// <exception cref="FormatException">It has half of a character.</exception>
    public static int SizeOf(string text)
    {
        try
        {
            return s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw Half(e);
        }
    }

    /// <returns>How many bytes were written.</returns>
    /// <exception cref="FormatException">It has half of a character.</exception>
    public static int Write(string text, Span<byte> to)
    {
        try
        {
            return s_strict.GetBytes(text, to);
        }
        catch (EncoderFallbackException e)
        {
            throw Half(e);
        }
    }

    /// <exception cref="FormatException">The bytes are no text.</exception>
    public static string Read(ReadOnlySpan<byte> bytes)
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

    private static FormatException Half(EncoderFallbackException cause) =>
        new("A text has half of a character, which no other machine could read.", cause);
}
