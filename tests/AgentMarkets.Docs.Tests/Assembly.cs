using Xunit;

// Laws count live tensors, so nothing else may make any meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
