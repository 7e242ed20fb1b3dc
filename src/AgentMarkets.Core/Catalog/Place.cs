namespace AgentMarkets.Core.Catalog;

/// <summary>Where something was written.</summary>
/// <param name="Source">The file as the user named it, or the override in words.</param>
/// <param name="Line">From 1; 0 where it is not known.</param>
/// <param name="Column">From 1; 0 where it is not known.</param>
/// <param name="Key">The dotted path of the setting: <c>auction.prior.low</c>.</param>
public sealed record Place(string Source, int Line = 0, int Column = 0, string Key = "")
{
    /// <summary>The place of a setting inside this one.</summary>
    public Place Of(string key) => this with { Key = Key.Length == 0 ? key : $"{Key}.{key}" };
}
