namespace AgentMarkets.Core.Catalog;

/// <summary>The rule of one setting: bounds of a number, or the texts allowed.</summary>
internal sealed class Limits(SettingAttribute attribute)
{
    public SettingAttribute Attribute { get; } = attribute;

    public IReadOnlyList<string> Choices { get; } = attribute.Choices ?? [];

    /// <summary>The rule without its verb: <c>above 0 and at most 1</c>; empty where there is none.</summary>
    public string Words
    {
        get
        {
            if (Choices.Count > 0)
            {
                return $"one of {string.Join(", ", Choices)}";
            }
            var words = new List<string>();
            if (Attribute.Whole)
            {
                words.Add("a whole number");
            }
            AddWord(words, "at least", Attribute.Min);
            AddWord(words, "above", Attribute.Above);
            AddWord(words, "at most", Attribute.Max);
            AddWord(words, "below", Attribute.Below);
            return string.Join(" and ", words);
        }
    }

    // Comparisons with a bound that is not given, which is not-a-number, are false.
    public bool Allows(double value) => !(value < Attribute.Min) && !(value > Attribute.Max)
        && !(value <= Attribute.Above) && !(value >= Attribute.Below)
        && (!Attribute.Whole || value == Math.Floor(value));

    private static void AddWord(List<string> words, string relation, double bound)
    {
        if (!double.IsNaN(bound))
        {
            words.Add($"{relation} {Numbers.Write(bound)}");
        }
    }
}
