using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns. It takes the tensor over: the one passed in is left empty.</summary>
public class Parameter : Tensor
{
    public Parameter(Tensor data, bool requires_grad = true)
        : base(Take(data))
    {
        this.requires_grad = requires_grad;
        // A parameter lives as long as its module, not as long as the scope its module was made in.
        DetachFromDisposeScope();
    }

    private static IntPtr Take(Tensor data)
    {
        IntPtr alias = TakeAlias(data.is_leaf ? data : data.detach());
        data.Dispose();
        return alias;
    }
}
