using System.Reflection;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Structure.Tests;

/// <summary>Every class behind an interface with a [Kind] has its [Card]: name, sentence, source.</summary>
internal static class Cards
{
    public static IEnumerable<string> Check(Type type)
    {
        KindAttribute[] kinds =
            [.. type.GetInterfaces().Select(i => i.GetCustomAttribute<KindAttribute>()).OfType<KindAttribute>()];
        if (kinds.Length == 0 || type.IsAbstract || type.IsGenericTypeDefinition)
        {
            yield break;
        }
        if (type.GetCustomAttribute<CardAttribute>() is not { } card)
        {
            yield return $"{type.FullName} is a {kinds[0].Name} without a [Card], "
                + "add [Card(name, summary, source)] above it";
            yield break;
        }
        if (card.Name.Length == 0
            || card.Name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            yield return $"{type.FullName}: the card's name '{card.Name}' is not kebab-case, write it so";
        }
        if (!card.Summary.EndsWith('.'))
        {
            yield return $"{type.FullName}: the card's summary is no sentence, end it with a full stop";
        }
        if (card.Source.Length == 0)
        {
            yield return $"{type.FullName}: the card names no source, name the work or say that it is ours";
        }
        if (!type.IsPublic)
        {
            yield return $"{type.FullName} has a card but is not public, make it public so that others can build on it";
        }
    }
}
