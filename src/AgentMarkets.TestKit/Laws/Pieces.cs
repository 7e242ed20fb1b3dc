using System.Reflection;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.TestKit.Laws;

/// <summary>The pieces of one kind as a law suite takes them: with their defaults, and with each choice made
/// once.</summary>
internal static class Pieces
{
    /// <param name="examples">How pieces without a full set of defaults are written, such as
    /// <c>empirical(file=values.csv)</c>; further examples of others may be added.</param>
    /// <param name="data">Where the files of examples come from.</param>
    /// <param name="always">Settings with which every choice of a piece is made, by its name: <c>width=8</c>.</param>
    /// <exception cref="TestKitException">A piece has neither defaults nor an example.</exception>
    public static IEnumerable<(string Text, T Piece)> Of<T>(Catalog catalog, IEnumerable<string> examples,
        IDataSource? data, IReadOnlyDictionary<string, string>? always = null)
        where T : class
    {
        string kind = typeof(T).GetInterfaces().Prepend(typeof(T))
            .Select(type => type.GetCustomAttribute<KindAttribute>()).First(k => k is not null)!.Name;
        foreach (var piece in catalog.Pieces(kind).Where(piece => piece.Type.IsAssignableTo(typeof(T))))
        {
            var given = examples.Where(
                e => e == piece.Name || e.StartsWith(piece.Name + "(", StringComparison.Ordinal));
            string[] texts = [.. given.Concat(piece.Settings.Any(s => s.IsRequired) ? []
                : Variants(piece, always?.GetValueOrDefault(piece.Name))).Distinct()];
            if (texts.Length == 0)
            {
                throw new TestKitException($"The {kind} '{piece.Name}' has settings without defaults: "
                    + $"give an example of it, such as {piece.Example}.");
            }
            foreach (string text in texts)
            {
                var problems = new Problems("law suite");
                var read = new Core.Catalog.Binder(catalog, problems, data).ReadPiece<T>(text, kind);
                problems.ThrowIfAny();
                yield return (text, read!);
            }
        }
    }

    private static IEnumerable<string> Variants(Piece piece, string? always)
    {
        yield return always is null ? piece.Name : $"{piece.Name}({always})";
        foreach (var property in piece.SettingsType?.GetProperties() ?? [])
        {
            IEnumerable<string> choices = property.PropertyType.IsEnum
                ? Enum.GetNames(property.PropertyType).Select(Kebab)
                : property.PropertyType == typeof(bool) ? ["true", "false"] : [];
            string? key = property.GetCustomAttribute<SettingAttribute>() is { } setting
                ? setting.Name ?? Kebab(property.Name)
                : null;
            foreach (string choice in key is null ? [] : choices)
            {
                yield return $"{piece.Name}({(always is null ? "" : always + ", ")}{key}={choice})";
            }
        }
    }

    private static string Kebab(string name) => string.Concat(name.Select((c, i) =>
        char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : $"{c}"));
}
