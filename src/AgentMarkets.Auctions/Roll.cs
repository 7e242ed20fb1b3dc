namespace AgentMarkets.Auctions;

/// <summary>Who of the bidders 1 to N has answered; a second answer of the same bidder counts once.</summary>
internal sealed class Roll(int bidders)
{
    private readonly bool[] _answered = new bool[bidders];
    private int _count;

    /// <summary>Notes an answer; true when it was the last that was missing.</summary>
    public bool Answer(int bidder)
    {
        if (_answered[bidder - 1])
        {
            return false;
        }
        _answered[bidder - 1] = true;
        return ++_count == _answered.Length;
    }

    public bool HasAnswered(int bidder) => _answered[bidder - 1];

    public IEnumerable<int> Missing() => Enumerable.Range(1, _answered.Length).Where(i => !_answered[i - 1]);

    public void Clear()
    {
        Array.Clear(_answered);
        _count = 0;
    }
}
