namespace AgentMarkets.Core.Catalog;

/// <summary>Settings of which some have a default that follows from others: the number of bidders from the
/// rule.</summary>
public interface IImplied
{
    /// <summary>The default of a setting as a user would write it, or nothing where it has none.</summary>
    /// <remarks>Asked of settings that may be left out and have no default of their own, in the order in which they are
    /// declared: those before are read already, and null where they had problems.</remarks>
    /// <param name="setting">Its key.</param>
    string? DefaultOf(string setting);

    /// <summary>What changes start from where the setting itself was not written: <c>prior.high=2</c>.</summary>
    string? ChangedFrom(string setting) => DefaultOf(setting);
}
