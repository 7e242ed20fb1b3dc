using System.Runtime.InteropServices;
using System.Text;
using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>
/// An operation that libtorch refused: its name, what it was given, and the first line of libtorch's reason.
/// Derives from <see cref="ExternalException"/>, which is what TorchSharp throws.
/// </summary>
public sealed class TorchException : ExternalException
{
    private TorchException(string operation, string message)
        : base(message) => Operation = operation;

    /// <summary>The operation's name, as in <c>torch</c>.</summary>
    public string Operation { get; }

    /// <summary>The exception for the error that waits on this thread.</summary>
    internal static TorchException From(string operation, params ReadOnlySpan<Tensor?> operands)
        => WithNumbers(operation, string.Empty, operands);

    internal static TorchException WithNumbers(string operation, string numbers, params ReadOnlySpan<Tensor?> operands)
    {
        string reason = Reason();
        var message = new StringBuilder(operation).Append('(');
        string comma = string.Empty;
        foreach (Tensor? operand in operands)
        {
            message.Append(comma).Append(Describe(operand));
            comma = ", ";
        }
        if (numbers.Length > 0)
        {
            message.Append(comma).Append(numbers);
        }
        return new TorchException(operation, message.Append("): ").Append(reason).ToString());
    }

    /// <summary>A tensor's dtype and shape, and its device where that is not the CPU: <c>float32[2, 3]</c>.</summary>
    internal static string Describe(Tensor? tensor)
    {
        if (tensor is null)
        {
            return "none";
        }
        if (tensor.IsInvalid)
        {
            return "disposed";
        }
        string device = tensor.device_type == TorchSharp.DeviceType.CPU ? string.Empty : " on " + tensor.device;
        return $"{tensor.dtype.ToString().ToLowerInvariant()}[{string.Join(", ", tensor.shape)}]{device}";
    }

    private static unsafe string Reason()
    {
        string text = Marshal.PtrToStringUTF8((IntPtr)Native.amt_last_error()) ?? string.Empty;
        int end = text.IndexOf('\n');
        string line = end < 0 ? text : text[..end];
        return line.Length == 0 ? "libtorch gave no reason" : line.TrimEnd();
    }
}
