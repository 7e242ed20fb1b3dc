using System.Runtime.InteropServices;

namespace AgentMarkets.Torch.Binding;

/// <summary>One place of an indexing expression, as <c>native/indexing.cpp</c> reads it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IndexItem
{
    internal long Kind;
    internal long Start;
    internal long Stop;
    internal long Step;
    internal long Given;
    internal IntPtr Tensor;
}

/// <summary>Adam's numbers, as <c>native/optimizers.cpp</c> reads them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AdamSettings
{
    internal double Rate;
    internal double Beta1;
    internal double Beta2;
    internal double Epsilon;
    internal double Decay;
    internal int Amsgrad;
    internal int Maximize;
    internal int Decoupled;
}
