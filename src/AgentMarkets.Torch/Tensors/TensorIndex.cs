using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// One place of an indexing expression: an integer, a slice, a mask, positions, none or an ellipsis.
    /// </summary>
    public readonly struct TensorIndex
    {
        private readonly int kind;
        private readonly long start;
        private readonly long stop;
        private readonly long step;
        private readonly int given;
        private readonly Tensor? tensor;

        private TensorIndex(
            int kind, long start = 0, long stop = 0, long step = 1, int given = 0, Tensor? tensor = null)
        {
            this.kind = kind;
            this.start = start;
            this.stop = stop;
            this.step = step;
            this.given = given;
            this.tensor = tensor;
        }

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None => new(0);

        public static TensorIndex Null => new(0);

        /// <summary>All the dimensions that no other place speaks of.</summary>
        public static TensorIndex Ellipsis => new(1);

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon => Slice();

        public static TensorIndex Single(long value) => new(2, value);

        public static TensorIndex Bool(bool value) => new(3, value ? 1 : 0);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new(4, start ?? 0, stop ?? 0, step ?? 1, (start.HasValue ? 1 : 0) | (stop.HasValue ? 2 : 0));

        public static TensorIndex Tensor(Tensor positions) => new(5, tensor: positions);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(bool value) => Bool(value);

        public static implicit operator TensorIndex(Tensor positions) => Tensor(positions);

        public static implicit operator TensorIndex(Index index) => Single(FromEnd(index));

        public static implicit operator TensorIndex((int? start, int? stop) slice) => Slice(slice.start, slice.stop);

        public static implicit operator TensorIndex((int? start, int? stop, int? step) slice) =>
            Slice(slice.start, slice.stop, slice.step);

        /// <summary>C#'s ranges with their meaning: <c>..</c> everything, <c>^2..</c> the last two.</summary>
        public static implicit operator TensorIndex(Range range)
        {
            bool toEnd = range.End.IsFromEnd && range.End.Value == 0;
            return Slice(FromEnd(range.Start), toEnd ? null : FromEnd(range.End));
        }

        internal Tensor? Positions => tensor;

        internal IndexItem Item => new()
        {
            Kind = kind,
            Start = start,
            Stop = stop,
            Step = step,
            Given = given,
            Tensor = tensor is null ? IntPtr.Zero : tensor.Handle,
        };

        public override string ToString() => kind switch
        {
            0 => "none",
            1 => "...",
            2 => start.ToString(),
            3 => start != 0 ? "true" : "false",
            4 => $"{((given & 1) != 0 ? start : "")}:{((given & 2) != 0 ? stop : "")}" + (step == 1 ? "" : $":{step}"),
            _ => "positions",
        };

        private static long FromEnd(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
