using System.Text;

namespace AgentMarkets.Core.Catalog;

/// <summary>Names as users write them: kebab-case, and what they may have meant.</summary>
public static class Spelling
{
    /// <summary>The kebab-case of a name in the program: <c>LearningRate</c> is <c>learning-rate</c>.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "-" : "").Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>The candidate nearest to a misspelt word, or nothing where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        int limit = Math.Max(2, word.Length / 3);
        return candidates
            .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(c => c.distance <= limit && c.distance < Math.Max(word.Length, c.candidate.Length))
            .OrderBy(c => c.distance).ThenBy(c => c.candidate, StringComparer.Ordinal)
            .Select(c => c.candidate)
            .FirstOrDefault();
    }

    /// <summary>The way out of a misspelling: <c>Did you mean 'x'? Settings here: x, y.</c></summary>
    /// <param name="heading">What the candidates are: <c>Settings here</c>.</param>
    public static string WayOut(string word, string heading, IReadOnlyList<string> candidates)
    {
        string? nearest = Nearest(word, candidates);
        string meant = nearest is null ? "" : $"Did you mean '{nearest}'? ";
        return meant + Known(heading, candidates);
    }

    /// <summary>What there is: <c>Settings here: x, y.</c></summary>
    public static string Known(string heading, IReadOnlyList<string> candidates) =>
        $"{heading}: {(candidates.Count > 0 ? string.Join(", ", candidates) : "none")}.";

    /// <summary>Damerau and Levenshtein's distance: insertions, deletions, changes, and swaps of neighbours.</summary>
    /// <remarks>The restricted form, in which no letter is edited twice (optimal string alignment).</remarks>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                int change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(change, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }
        return d[a.Length, b.Length];
    }
}
