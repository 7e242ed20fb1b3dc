using System.Collections;

namespace AgentMarkets.Fisher.Markets;

/// <summary>Names that are numbers from 1 behind a word, <c>buyer-17</c>, of which none is kept.</summary>
internal sealed class Numbered(string word, int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => $"{word}-{index + 1}";

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
