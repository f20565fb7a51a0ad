using GpuVol.Kernels;

namespace GpuVol.Tests.Devices;

public sealed class DeviceLaunchTests
{
    [SkippableTheory]
    [Devices(1)]
    [Devices(255)]
    [Devices(256)]
    [Devices(257)]
    [Devices(1_000_003)]
    public void FlatLaunch_EveryItemOnce(string id, int count)
    {
        var device = TestDevices.Get(id);
        using var source = device.Allocate<float>(Enumerable.Range(0, count).Select(i => i * 0.5f).ToArray());
        using var target = device.Allocate<float>(count);
        HandWrittenKernels.LaunchScale(device, source, target, 4f, count);
        var result = target.ToArray();
        for (var i = 0; i < count; i++)
            Assert.True(result[i] == (i * 0.5f * 4f) + i, $"{device}: item {i} is {result[i]}.");
    }

    [SkippableTheory]
    [Devices(1, 1, 1)]
    [Devices(65, 3, 7)]
    [Devices(1, 130, 2)]
    [Devices(100, 1, 90)]
    public void VolumeLaunch_EveryItemKnowsItsPlace(string id, int nx, int ny, int nz)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<int>((long)nx * ny * nz);
        HandWrittenKernels.Launch(device, HandWrittenKernels.Coordinates, new Index3D(nx, ny, nz), target);
        var result = target.ToArray();
        var offset = 0;
        for (var z = 0; z < nz; z++)
        {
            for (var y = 0; y < ny; y++)
            {
                for (var x = 0; x < nx; x++, offset++)
                    Assert.True(result[offset] == x + (1000 * y) + (1000000 * z), $"{device}: item ({x}, {y}, {z}) is {result[offset]}.");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void ViewsWithOffsets_ReadAndWriteOnlyTheirRange(string id)
    {
        var device = TestDevices.Get(id);
        using var source = device.Allocate<float>([1f, 2f, 3f, 4f, 5f, 6f, 7f]);
        using var target = device.Allocate<float>([-1f, -1f, -1f, -1f, -1f]);
        HandWrittenKernels.LaunchScale(device, source.View.SubView(3, 3), target.View.SubView(1, 3), 10f, 3);
        Assert.Equal([-1f, 40f, 51f, 62f, -1f], target.ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void EmptyExtent_RunsNothing(string id)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<int>([7, 7]);
        HandWrittenKernels.Launch(device, HandWrittenKernels.Coordinates, new Index3D(0, 5, 5), target);
        HandWrittenKernels.Launch(device, HandWrittenKernels.Broken, new Index1D(0), target);
        Assert.Equal([7, 7], target.ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void MoreThanTwoToThe31Items_AllRun(string id)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<int>([0, 0, 0, 0]);
        HandWrittenKernels.Launch(device, HandWrittenKernels.CountFarIndices, new LongIndex1D((1L << 31) + 1001), target);
        Assert.Equal([1, 1, 1, 1], target.ToArray());
    }
}
