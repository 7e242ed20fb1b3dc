namespace AgentMarkets.Fisher.Passes;

/// <summary>The buyers with the largest regret delta_i / B_i seen so far, the largest first; of equals the one with the
/// smaller number.</summary>
public sealed class RegretList(int capacity = RegretList.Kept)
{
    /// <summary>How many are kept.</summary>
    public const int Kept = 10;

    private readonly List<(long Buyer, double Regret)> _worst = [];

    public IReadOnlyList<(long Buyer, double Regret)> Worst => _worst;

    /// <summary>A regret of which all smaller ones need not be added.</summary>
    public double Threshold => _worst.Count < capacity ? double.NegativeInfinity : _worst[^1].Regret;

    public void Add(long buyer, double regret)
    {
        int place = _worst.FindIndex(w => regret > w.Regret || (regret == w.Regret && buyer < w.Buyer));
        if (place >= 0)
        {
            _worst.Insert(place, (buyer, regret));
        }
        else if (_worst.Count < capacity)
        {
            _worst.Add((buyer, regret));
        }
        if (_worst.Count > capacity)
        {
            _worst.RemoveAt(capacity);
        }
    }
}
