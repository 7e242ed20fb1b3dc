using System.Text;

namespace AgentMarkets.Hosting.Akka.Wire;

/// <summary>Texts as MessagePack has them: UTF-8, and nothing else passes.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static int SizeOf(string text)
    {
        try
        {
            return s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("A text has half of a character, which no other machine could read.", e);
        }
    }

    /// <param name="to">As long as <see cref="SizeOf"/> says.</param>
    public static void Write(string text, Span<byte> to) => s_strict.GetBytes(text, to);

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
}
