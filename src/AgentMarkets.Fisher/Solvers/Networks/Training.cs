namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>How the learning rate goes over the run.</summary>
public enum RateSchedule
{
    Constant,

    /// <summary>Along half a cosine, down to half a percent.</summary>
    Cosine,
}

/// <summary>How a learned solver trains.</summary>
/// <param name="Batch">M, buyers of all shards in a batch.</param>
/// <param name="ShardBatch">Fewest of a shard: its network hears of no other buyers, and learns worse from few.</param>
/// <param name="Steps">Of the whole run.</param>
/// <param name="SweepBuyers">Buyers of all shards whose present allocation is summed when the coordinator moves prices:
/// the first of every block.</param>
internal sealed record Training(int Batch, int ShardBatch, double Rate, RateSchedule Schedule, long Steps,
    int SweepBuyers)
{
    /// <summary>Down to this share of the rate.</summary>
    private const double Least = 0.005;

    /// <param name="step">From 1.</param>
    public double RateAt(long step) => Schedule == RateSchedule.Constant ? Rate
        : Rate * (Least + (1 - Least) * 0.5 * (1 + Math.Cos(Math.PI * step / Steps)));

    /// <summary>A shard's share of the batch. That it may be more than its share of the buyers changes no loss: there a
    /// shard's mean has the weight of its buyers.</summary>
    public int BatchOf(double share) => Math.Max(Math.Min(Batch, ShardBatch), (int)Math.Round(Batch * share));

    /// <summary>Of every block; a sample that no number of shards changes.</summary>
    public int SweepRows(long buyers) => SweepBuyers >= buyers ? BlockTree.BlockSize
        : (int)(((long)SweepBuyers * BlockTree.BlockSize + buyers - 1) / buyers);
}
