using System.Text;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Texts as Protobuf has them: UTF-8, and nothing else passes.</summary>
internal static class ProtobufText
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
