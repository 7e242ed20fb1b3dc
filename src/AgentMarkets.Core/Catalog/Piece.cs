using System.Reflection;

namespace AgentMarkets.Core.Catalog;

/// <summary>What the catalogue knows of one piece: its card, its class and its settings.</summary>
/// <param name="Settings">In the order in which the settings record declares them.</param>
public sealed record Piece(string Kind, string Name, string Summary, string Source, Type Type, Type? SettingsType,
    IReadOnlyList<Setting> Settings)
{
    /// <summary>The name on the card of a piece that was built.</summary>
    public static string NameOf(object piece) => piece.GetType().GetCustomAttribute<CardAttribute>()?.Name
        ?? throw new ArgumentException($"{piece.GetType().Name} has no [Card].", nameof(piece));

    /// <summary>Whether it says that it speaks of another piece.</summary>
    public bool IsAbout(Piece other)
        => Type.GetCustomAttribute<AboutAttribute>()?.Pieces.Contains(other.Type) ?? false;

    /// <summary>How it is written with every setting at its default: <c>own-bid(beta=50)</c>.</summary>
    public string Example
    {
        get
        {
            var settings = Settings.Where(s => s.IsRequired || s.Default is not null)
                .Select(s => $"{s.Name}={s.Default ?? "..."}").ToList();
            return settings.Count == 0 ? Name : $"{Name}({string.Join(", ", settings)})";
        }
    }

    /// <summary>The setting that a value without a name belongs to, or nothing.</summary>
    internal Setting? Positional => Settings.Count == 1 ? Settings[0] : Settings.FirstOrDefault(s => s.IsPositional);

    /// <summary>The piece made with these settings. What its constructor throws comes out as it is.</summary>
    internal object Create(object? settings) => Activator.CreateInstance(Type,
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.CreateInstance | BindingFlags.DoNotWrapExceptions,
        binder: null, settings is null ? [] : [settings], culture: null)!;
}
