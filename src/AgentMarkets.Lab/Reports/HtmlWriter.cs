using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace AgentMarkets.Lab.Reports;

/// <summary>Collects HTML. What stands in the holes of an interpolated string is text, never markup: it is escaped,
/// so that no name, caption or setting of a user can become part of the page's structure.</summary>
public sealed class HtmlWriter
{
    private readonly StringBuilder text = new();

    /// <summary>Markup with holes.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        // The handler has already written everything on its way here.
        text.Append('\n');
    }

    /// <summary>Our own script, style and data, which have other rules than HTML text.</summary>
    public void WriteRaw(string raw) => text.Append(raw);

    public override string ToString() => text.ToString();

    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly HtmlWriter writer;

        // The compiler offers an estimate of the length; a report is long enough not to care.
        public Markup(int _, int __, HtmlWriter writer) => this.writer = writer;

        public void AppendLiteral(string literal) => writer.text.Append(literal);

        public void AppendFormatted(string? value) => writer.text.Append(WebUtility.HtmlEncode(value));

        public void AppendFormatted(int value) => writer.text.Append(value);
    }
}
