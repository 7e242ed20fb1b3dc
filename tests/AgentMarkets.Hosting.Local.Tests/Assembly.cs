using Xunit;

// Laws count the live tensors of the whole process, so no two tests may run at once.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
