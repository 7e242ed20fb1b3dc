using System.Security.Cryptography;
using System.Text;

namespace AgentMarkets.Lab.Reports;

/// <summary>The script and the style of reports, bundled from <c>web/</c> when this assembly is built.</summary>
public static class WebBundle
{
    private static readonly Lazy<string> script = new(() => Read("report.js"));

    private static readonly Lazy<string> style = new(() => Read("report.css"));

    private static readonly Lazy<string> scriptHash = new(() =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script))));

    public static string Script => script.Value;

    public static string Style => style.Value;

    /// <summary>As a content security policy wants it.</summary>
    public static string ScriptHash => scriptHash.Value;

    private static string Read(string name)
    {
        using var stream = typeof(WebBundle).Assembly.GetManifestResourceStream($"AgentMarkets.Lab.Reports.{name}")
            ?? throw new InvalidOperationException($"This build of AgentMarkets.Lab lacks {name}: build it again.");
        using var reader = new StreamReader(stream);
        // Browsers hash what they parsed, and their parser turns a Windows line end into a line feed.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
