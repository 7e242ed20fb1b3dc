using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>
/// An operation that was refused: its name, what it was given, and the first line of the reason.
/// Derives from <see cref="ExternalException"/>, which is what TorchSharp throws.
/// </summary>
public sealed partial class TorchException : ExternalException
{
    private TorchException(string operation, string message)
        : base(message) => Operation = operation;

    /// <summary>The operation's name, as in <c>torch</c>.</summary>
    public string Operation { get; }

    internal static TorchException Because(
        string operation, string numbers, string reason, params ReadOnlySpan<Tensor?> operands)
    {
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
}
