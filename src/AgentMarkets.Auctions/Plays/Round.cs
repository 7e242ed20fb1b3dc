using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>The games of a round as a seat sees them: its types, what they are worth to it, and room for its
/// bids.</summary>
/// <remarks>
/// Games stand in rows, a replica's members one after another. Shared bid functions take all games of a replica as one
/// row, which is the same memory in another shape.
/// </remarks>
internal sealed class Round : IDisposable
{
    private readonly AuctionGame _game;
    private readonly TypeStream[] _streams;
    private readonly EvenTypes? _even;
    private readonly int _numbers;
    private readonly Tensor? _mask;
    // With the axes of messages: made once, for every tensor that is made costs a microsecond a round.
    private readonly Tensor _values;

    /// <param name="even">A fixed set of games, of which round k holds the k-th part; without it games are
    /// drawn.</param>
    public Round(AuctionGame game, Seat seat, IBidFunction bids, string purpose = "types", EvenTypes? even = null)
    {
        (_game, Seat, Functions, _even) = (game, seat, bids, even);
        var (seeds, device, nature) = (game.Setup.Seeds, game.Setup.Device, game.Rules.Nature);
        var shape = game.Rules.Shape;
        Replicas = seeds.Length;
        Members = seat.Members.Count;
        Games = game.Rows;
        _streams = [.. seeds.SelectMany(seed => seat.Members.Select(member => nature.StreamOf(member, seed, purpose)))];
        _numbers = Games * shape.Types;
        Types = zeros(Replicas * Members, Games, shape.Types, dtype: float32, device: device);
        Values = nature.ValuesAreTypes
            ? Types : zeros(Replicas * Members, Games, shape.Types, dtype: float32, device: device);
        Bids = zeros(Replicas * Members, Games, shape.Bids, dtype: float32, device: device);
        var batch = game.Batch;
        Submitted = AsMessage(Bids).DetachFromDisposeScope();
        _values = AsMessage(Values).DetachFromDisposeScope();
        MemberRows = new RowCounts([.. batch.SelectMany(b => Enumerable.Repeat(b, Members))], device);
        Rows = seat.IsShared ? new RowCounts([.. batch.Select(b => (double)Members * Games)], device) : MemberRows;
        _mask = seat.IsShared && batch.Any(b => b != Games) ? MemberRows.Weights(Games) * (float)Games : null;
    }

    public Seat Seat { get; }

    public IBidFunction Functions { get; }

    public int Replicas { get; }

    /// <summary>C.</summary>
    public int Members { get; }

    /// <summary>B, with padding.</summary>
    public int Games { get; }

    /// <summary>[R C, B, D].</summary>
    public Tensor Types { get; }

    /// <summary>What the types turn out to be worth, [R C, B, D]; the types themselves unless values depend on what
    /// others see.</summary>
    public Tensor Values { get; }

    /// <summary>[R C, B, A].</summary>
    public Tensor Bids { get; }

    /// <summary>The same bids as a message has them, [R, C, B, A].</summary>
    public Tensor Submitted { get; }

    /// <summary>How many games count for each member in each replica.</summary>
    public RowCounts MemberRows { get; }

    /// <summary>How many games count in each row of the bid functions.</summary>
    public RowCounts Rows { get; }

    /// <summary>Rows of the bid functions: R where they are shared, else R C.</summary>
    public int FunctionRows => Seat.IsShared ? Replicas : Replicas * Members;

    /// <summary>The same numbers with the axes that messages have, [R, C, ...].</summary>
    public Tensor AsMessage(Tensor tensor) => tensor.reshape([Replicas, Members, .. tensor.shape[1..]]);

    /// <summary>The same numbers with a row a bid function: [rows, B or C B, ...].</summary>
    public Tensor AsRows(Tensor tensor) => Seat.IsShared
        ? tensor.reshape([Replicas, Members * Games, .. tensor.shape[2..]])
        : tensor;

    /// <summary>Whose draws a learner makes, one a row of the bid functions.</summary>
    public StreamKey[] LearningKeys() => [.. Enumerable.Range(0, FunctionRows).Select(row =>
        StreamKey.Of(_game.Setup.Seeds[Seat.IsShared ? row : row / Members],
            Seat.Members[Seat.IsShared ? 0 : row % Members].Id, "learning"))];

    public void Draw(long round)
    {
        Fill(Types, round, DrawInto);
        if (!ReferenceEquals(Values, Types))
        {
            Fill(Values, round, RevealInto);
        }
    }

    /// <summary>What each outcome is worth, [R, C, B, K] as in messages; may be the types themselves.</summary>
    public Tensor Worth() => _game.Rules.Mechanism.Worth(Seat.First.Number, _values);

    /// <summary>What a unit of payment costs, [R, C, B, 1]; nothing where it is 1.</summary>
    public Tensor? Cost() => _game.Rules.Mechanism.Cost(Seat.First.Number, _values);

    /// <summary>The numbers of each bid in the order that the rule wants.</summary>
    public Tensor InOrder(Tensor bids) => DescendingBids.Sorted(_game.Rules, bids);

    /// <summary>Bids as the rule takes them: not below 0, unless it takes those too.</summary>
    public Tensor Takes(Tensor bids) => _game.Rules.Mechanism.TakesNegativeBids ? bids : bids.clamp_min(0);

    /// <summary>Takes padding out of slopes, [R C, B, A], where the bid functions' rows do not know of it.</summary>
    public void LeaveOutPadding(Tensor slope)
    {
        if (_mask is not null)
        {
            using var scope = NewDisposeScope();
            slope.copy_(where(_mask > 0, slope * _mask, zeros_like(slope)));
        }
    }

    /// <summary>The bids of changed copies, and last those of the bid functions as they are, which are also the
    /// round's.</summary>
    /// <param name="copies">[rows, P, n].</param>
    /// <param name="variants">[R C, P + 1, B, A], written in place.</param>
    public void Vary(Tensor copies, Tensor variants)
    {
        int size = (int)copies.shape[1];
        for (int p = 0; p <= size; p++)
        {
            using var scope = NewDisposeScope();
            var parameters = p == size ? Functions.Parameters : copies.select(1, p).contiguous();
            var variant = variants.select(1, p);
            // Of a single row a variant is memory of one piece, and needs no copy.
            bool isInPlace = p < size && variants.shape[0] == 1;
            Functions.Bid(parameters, AsRows(Types), AsRows(isInPlace ? variant : Bids), Rows);
            if (!isInPlace)
            {
                variant.copy_(Bids);
            }
        }
    }

    /// <summary>The utility of each game of the exact rule.</summary>
    /// <param name="outcome">[R, C, P, B, K].</param>
    /// <returns>[R, C, P, B].</returns>
    public Tensor Utilities(Outcome outcome) => Auctions.Utilities.ExpectedUtility.Of(Seat.First.Utility,
        Worth().unsqueeze(2), Cost()?.unsqueeze(2), outcome);

    /// <summary>The mean utility over the games that count, and over the members that share a bid function: [rows, P],
    /// 64-bit.</summary>
    /// <param name="outcome">[R, C, P, B, K].</param>
    public Tensor MeanUtility(Outcome outcome)
    {
        Tensor means;
        if (Cost() is null && MeanPayoff.Serves(this, outcome))
        {
            means = MeanPayoff.Of(this, Worth(), outcome);
        }
        else
        {
            var utilities = Utilities(outcome).flatten(0, 1);
            var weights = MemberRows.Weights(Games).squeeze(2).unsqueeze(1);
            means = where(weights > 0, utilities * weights, zeros_like(utilities)).to(float64).sum(2);
        }
        return Seat.IsShared ? means.reshape(Replicas, Members, -1).mean([1L]) : means;
    }

    public void Dispose()
    {
        Types.Dispose();
        if (!ReferenceEquals(Values, Types))
        {
            Values.Dispose();
        }
        Bids.Dispose();
        Submitted.Dispose();
        _values.Dispose();
        _mask?.Dispose();
        if (Rows != MemberRows)
        {
            Rows.Dispose();
        }
        MemberRows.Dispose();
    }

    private static void Fill(Tensor tensor, long round, FillRows fill)
    {
        if (tensor.device_type == DeviceType.CPU)
        {
            fill(tensor.AsSpan<float>(), round);
            return;
        }
        // The same draws on every device: made here, then carried over.
        using var scope = NewDisposeScope();
        var onCpu = empty(tensor.shape, dtype: float32);
        fill(onCpu.AsSpan<float>(), round);
        tensor.copy_(onCpu);
    }

    private delegate void FillRows(Span<float> rows, long round);

    private void DrawInto(Span<float> types, long round)
    {
        for (int row = 0; row < _streams.Length; row++)
        {
            var member = Seat.Members[row % Members];
            var own = types.Slice(row * _numbers, _numbers);
            if (_even is not null)
            {
                _even.Fill(member, (int)round * _numbers, own);
                continue;
            }
            _game.Rules.Nature.Draw(member, _streams[row], round, own);
        }
    }

    /// <summary>The value is the same for all members of a replica.</summary>
    private void RevealInto(Span<float> values, long round)
    {
        for (int row = 0; row < _streams.Length; row++)
        {
            var to = values.Slice(row * _numbers, _numbers);
            if (row % Members == 0)
            {
                _game.Rules.Nature.Values(_streams[row], round, to);
            }
            else
            {
                values.Slice((row - 1) * _numbers, _numbers).CopyTo(to);
            }
        }
    }
}
