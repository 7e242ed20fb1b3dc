using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Bench.Cluster;

// A market whose shards do nothing but answer, so that only the carrying of messages is measured: in each round the
// caller sends every shard an array and gets it back.

internal sealed record Call(long Round, double[] Numbers) : IMessage;

internal sealed record Echo(long Round, double[] Numbers) : IMessage;

/// <summary>Tells the codec of the two messages; there is no experiment of this family.</summary>
internal sealed class EchoFamily : IFamily
{
    public string Section => "echo";

    public Type Settings => typeof(EchoFamily);

    public IReadOnlyList<Type> Messages => [typeof(Call), typeof(Echo)];

    public IGame? Build(object settings, Setup setup, Problems problems) => null;
}

/// <summary>The actors of the echo market.</summary>
internal static class EchoMarket
{
    public static ActorId Caller { get; } = new("caller", 1);

    /// <param name="numbers">In each message.</param>
    /// <param name="isOne">Whether all are asked by one and the same message.</param>
    public static IReadOnlyList<Part> Actors(int shards, int numbers, bool isOne) =>
    [
        new(Caller, () => new CallerBehavior(shards, new double[numbers], isOne), IsCentral: true),
        .. Enumerable.Range(1, shards).Select(k => new ActorId("shard", k))
            .Select(id => new Part(id, () => new ShardBehavior(id))),
    ];

    private sealed class CallerBehavior(int shards, double[] numbers, bool isOne) : IBehavior
    {
        private long _round;
        private long _target;
        private int _heard;

        public ActorId Id => Caller;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            if (message is RunTo run)
            {
                _target = run.Round;
            }
            else if (message is Echo && ++_heard == shards)
            {
                _heard = 0;
                outbox.Report(new RoundCompleted(++_round));
            }
            if (_heard == 0 && _round < _target)
            {
                var call = new Call(_round + 1, numbers);
                for (int k = 1; k <= shards; k++)
                {
                    outbox.Send(new ActorId("shard", k), isOne ? call : call with { });
                }
            }
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state) => state.Shared("round", _round);

        public void Load(StateReader state) => _round = state.Shared("round");

        public void Dispose()
        {
        }
    }

    private sealed class ShardBehavior(ActorId id) : IBehavior
    {
        public ActorId Id => id;

        public void Receive(ActorId from, IMessage message, Outbox outbox) =>
            outbox.Send(from, new Echo(message.Round, ((Call)message).Numbers));

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state) => state.Shared("nothing", 0);

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}
