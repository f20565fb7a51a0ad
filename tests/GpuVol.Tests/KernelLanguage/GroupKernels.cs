using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Grouped kernels that go wrong.</summary>
public static partial class GroupKernels
{
    /// <summary>Divides, then waits for the others.</summary>
    [Kernel]
    public static void DivideThenMeet(ArrayView<int> divisors, ArrayView<int> results)
    {
        var t = Group.IdxX;
        results[t] = 100 / divisors[t];
        Group.Barrier();
        results[t] += results[0];
    }

    /// <summary>Half of the items never come to the barrier, which is wrong on every device.</summary>
    [Kernel]
    public static void SomeReturnEarly(ArrayView<int> results)
    {
        if (Group.IdxX % 2 == 1)
            return;
        Group.Barrier();
        results[Group.IdxX] = 1;
    }

    /// <summary>No barrier.</summary>
    [Kernel]
    public static void DivideAlone(ArrayView<int> divisors)
    {
        var i = (Grid.IdxX * Group.DimX) + Group.IdxX;
        divisors[i] = (100 / divisors[i]) + i;
    }
}
