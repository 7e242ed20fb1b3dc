using System.Runtime.InteropServices;
using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <content>The reason is what libtorch left on this thread.</content>
public sealed partial class TorchException
{
    /// <summary>The exception for the error that waits on this thread.</summary>
    internal static TorchException From(string operation, params ReadOnlySpan<Tensor?> operands)
        => WithNumbers(operation, string.Empty, operands);

    internal static TorchException WithNumbers(string operation, string numbers, params ReadOnlySpan<Tensor?> operands)
        => Because(operation, numbers, Reason(), operands);

    private static unsafe string Reason()
    {
        string text = Marshal.PtrToStringUTF8((IntPtr)Native.amt_last_error()) ?? string.Empty;
        int end = text.IndexOf('\n');
        string line = end < 0 ? text : text[..end];
        return line.Length == 0 ? "libtorch gave no reason" : line.TrimEnd();
    }
}
