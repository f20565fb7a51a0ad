using GpuVol.Kernels;

namespace GpuVol.Tests.Devices;

/// <summary>The CUDA device against a stand-in for driver and compiler that runs the same CUDA text on the host. One at a time: the stand-in's counts are shared.</summary>
[Collection(nameof(CudaDeviceTests))]
public sealed class CudaDeviceTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("gpuvol-cuda-cache").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [SkippableFact]
    public void Devices_AreListedInTheDriversOrder()
    {
        var cuda = SimulatedCudaDriver.Get();
        var devices = CudaPlatform.List(cuda.Driver, out var reason);
        Assert.Empty(reason);
        Assert.Equal(["cuda:0", "cuda:1"], devices.Select(info => info.Id));
        Assert.Equal(["Simulated GPU A", "Simulated GPU B"], devices.Select(info => info.Name));
        Assert.All(devices, info => Assert.True(info is { IsGpu: true, ComputeUnits: 3, MemoryBytes: 1L << 33 }));
        Assert.Equal("CUDA 12.4, compute capability 9.0", devices[0].Driver);
    }

    [SkippableFact]
    public void DriverWithoutDevice_SaysWhy()
    {
        var cuda = SimulatedCudaDriver.Get();
        cuda.Set("devices", 0);
        Assert.Empty(CudaPlatform.List(cuda.Driver, out var reason));
        Assert.StartsWith("the driver lists no device", reason, StringComparison.Ordinal);
        cuda.Set("init", 100);
        var (driver, refused) = CudaDriver.Load(cuda.Path);
        Assert.Null(driver);
        Assert.StartsWith("cuInit gave CUDA_ERROR_NO_DEVICE (100)", refused, StringComparison.Ordinal);
        Assert.Equal((null, "driver library libnosuch.so.7 not found"), CudaDriver.Load("libnosuch.so.7"));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(8 << 20)]
    [InlineData((24 << 20) + 5)]
    [InlineData(50_000_001)]
    public void RoundTrip_ThroughTheStagingSlots(int bytes)
    {
        using var device = SimulatedCudaDriver.Get().Open();
        var values = new byte[bytes];
        new Random(bytes).NextBytes(values);
        using var buffer = device.Allocate<byte>(values);
        using var other = device.Allocate<byte>(bytes);
        device.Copy(buffer.Memory, 0, other.Memory, 0, bytes);
        Assert.True(values.AsSpan().SequenceEqual(other.ToArray()));
    }

    [SkippableFact]
    public void Kernels_GetTheirArgumentsAndPlaces()
    {
        using var device = SimulatedCudaDriver.Get().Open(1, _cache);
        var values = Enumerable.Range(0, 1003).Select(i => i * 0.5f).ToArray();
        using var source = device.Allocate<float>(values);
        using var target = device.Allocate<float>(values.Length);
        HandWrittenKernels.LaunchScale(device, source.View.SubView(3, 1000), target.View.SubView(2, 1000), 4f, 1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => ((i + 3) * 2f) + i), target.ToArray().Skip(2).Take(1000));
        var (nx, ny, nz) = (33, 9, 5);
        using var places = device.Allocate<int>(nx * ny * nz);
        HandWrittenKernels.Launch(device, HandWrittenKernels.Coordinates, new Index3D(nx, ny, nz), places);
        Assert.Equal(Enumerable.Range(0, nx * ny * nz).Select(i => (i % nx) + (1000 * (i / nx % ny)) + (1_000_000 * (i / nx / ny))), places.ToArray());
    }

    [SkippableFact]
    public void GroupsWithBarriers_ShareMemory()
    {
        using var device = SimulatedCudaDriver.Get().Open();
        using var target = device.Allocate<int>(Enumerable.Range(0, 256).ToArray());
        HandWrittenKernels.Launch(device, HandWrittenKernels.ReverseInGroups, KernelExtent.Grouped(4, 64), target);
        Assert.Equal(Enumerable.Range(0, 256).Select(i => (i / 64 * 64) + 63 - (i % 64)), target.ToArray());
        var error = Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.Launch(device, HandWrittenKernels.ReverseInGroups, KernelExtent.Grouped(1, 2048), target));
        Assert.Contains("at most 1024", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void SmallerBlocks_WhereTheKernelAllowsNoMore()
    {
        var cuda = SimulatedCudaDriver.Get();
        cuda.Set("max-threads", 96);
        using var device = cuda.Open();
        using var places = device.Allocate<int>(40 * 20);
        HandWrittenKernels.Launch(device, HandWrittenKernels.Coordinates, new Index3D(40, 20, 1), places);
        Assert.Equal(Enumerable.Range(0, 800).Select(i => (i % 40) + (1000 * (i / 40))), places.ToArray());
    }

    [SkippableFact]
    public void GridBeyondTheLimits_IsToldWithTheNumbers()
    {
        using var device = SimulatedCudaDriver.Get().Open();
        using var target = device.Allocate<int>(1);
        var error = Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.Launch(device, HandWrittenKernels.Coordinates, new Index3D(1, 1, 65_536), target));
        Assert.Contains("1x1x65536 blocks", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void ReleasedBlocks_AreHandedOutAgainUntilTrimmed()
    {
        var cuda = SimulatedCudaDriver.Get();
        using var device = cuda.Open();
        var (blocks, allocations) = (cuda.Count("blocks"), cuda.Count("allocations"));
        for (var i = 0; i < 10; i++)
            device.Allocate<float>(1000 + i).Dispose();
        Assert.Equal(allocations + 1, cuda.Count("allocations"));
        Assert.Equal(blocks + 1, cuda.Count("blocks"));
        device.TrimPool();
        Assert.Equal(blocks, cuda.Count("blocks"));
    }

    [SkippableFact]
    public void FullDevice_TrimsThePoolThenStatesTheAmounts()
    {
        var cuda = SimulatedCudaDriver.Get();
        using var device = cuda.Open();
        cuda.Set("memory", 64 << 20);
        device.Allocate<byte>(40 << 20).Dispose();
        using (device.Allocate<byte>(60 << 20))
            Assert.Equal(60 << 20, device.BytesInUse);
        using var held = device.Allocate<byte>(40 << 20);
        var error = Assert.Throws<DeviceMemoryException>(() => device.Allocate<byte>(30 << 20));
        Assert.Equal((30 << 20, 40 << 20, 24 << 20), (error.RequestedBytes, error.InUseBytes, error.AvailableBytes));
        Assert.Contains($"{30 << 20} bytes were asked for, {40 << 20} are in use by this process, {24 << 20} of {64 << 20} are free", error.Message, StringComparison.Ordinal);
        using var small = device.Allocate<byte>([1, 2]);
        Assert.Equal([1, 2], small.ToArray());
    }

    [SkippableFact]
    public void Disposal_GivesEverythingBack()
    {
        var cuda = SimulatedCudaDriver.Get();
        string[] kinds = ["blocks", "host-blocks", "streams", "events", "modules", "contexts"];
        var before = kinds.Select(cuda.Count).ToArray();
        var device = cuda.Open();
        var buffer = device.Allocate<float>(new float[100_000]);
        var timer = device.CreateTimer();
        HandWrittenKernels.LaunchScale(device, buffer, buffer, 2f, 100_000);
        device.Allocate<byte>(5).Dispose();
        device.Dispose();
        device.Dispose();
        Assert.Equal(before[5] + 1, cuda.Count("contexts"));
        timer.Dispose();
        buffer.Dispose();
        Assert.Equal(before, kinds.Select(cuda.Count).ToArray());
    }

    [SkippableFact]
    public void TwoDevicesOnSeveralThreads_KeepTheirContextsApart()
    {
        var cuda = SimulatedCudaDriver.Get();
        using var first = cuda.Open(0, _cache);
        using var second = cuda.Open(1, _cache);
        Parallel.For(0, 16, worker =>
        {
            var device = worker % 2 == 0 ? first : second;
            using var source = device.Allocate<float>(Enumerable.Range(0, 500).Select(i => (float)i).ToArray());
            using var target = device.Allocate<float>(500);
            HandWrittenKernels.LaunchScale(device, source, target, worker, 500);
            Assert.Equal(Enumerable.Range(0, 500).Select(i => (i * (float)worker) + i), target.ToArray());
        });
        using var here = first.Allocate<float>(4);
        using var there = second.Allocate<float>(4);
        var error = Assert.Throws<ArgumentException>(() => HandWrittenKernels.LaunchScale(first, here, there, 1f, 4));
        Assert.Contains("lies on cuda:1 but the launch runs on cuda:0", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void RefusedLaunch_NamesKernelAndCauseAndTheDeviceGoesOn()
    {
        var cuda = SimulatedCudaDriver.Get();
        using var device = cuda.Open();
        using var buffer = device.Allocate<float>([1f, 1f]);
        cuda.Set("fail-launch", 701);
        var error = Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.LaunchScale(device, buffer, buffer, 2f, 2));
        Assert.Equal("HandWrittenKernels.ScaleAndAddIndex", error.Kernel);
        Assert.Contains("cuLaunchKernel gave CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES (701)", error.Message, StringComparison.Ordinal);
        HandWrittenKernels.LaunchScale(device, buffer, buffer, 2f, 2);
        Assert.Equal([2f, 3f], buffer.ToArray());
    }

    [SkippableFact]
    public void KernelThatFailsWhileItRuns_IsNamedByTheNextWaitAndTheDeviceIsLost()
    {
        var cuda = SimulatedCudaDriver.Get();
        var device = cuda.Open();
        var buffer = device.Allocate<float>([1f, 1f]);
        cuda.Set("fail-run", 700);
        HandWrittenKernels.LaunchScale(device, buffer, buffer, 2f, 2);
        var error = Assert.Throws<KernelLaunchException>(() => buffer.ToArray());
        Assert.Equal("HandWrittenKernels.ScaleAndAddIndex", error.Kernel);
        Assert.Contains("CUDA_ERROR_ILLEGAL_ADDRESS (700) after HandWrittenKernels.ScaleAndAddIndex", error.Message, StringComparison.Ordinal);
        var later = Assert.Throws<KernelLaunchException>(device.Synchronize);
        Assert.Contains("was lost earlier", later.Message, StringComparison.Ordinal);
        buffer.Dispose();
        device.Dispose();
        cuda.Set("sticky", 0);
    }

    [SkippableFact]
    public void CachedImage_NeedsNoCompiler()
    {
        var cuda = SimulatedCudaDriver.Get();
        RunScale(cuda.Open(0, _cache));
        var file = Assert.Single(Directory.GetFiles(_cache));
        Assert.EndsWith("-nvrtc12.4.bin", file, StringComparison.Ordinal);
        RunScale(cuda.Open(0, _cache, "libno-nvrtc-here.so"));
        using var empty = cuda.Open(0, null, "libno-nvrtc-here.so");
        using var buffer = empty.Allocate<float>(1);
        var error = Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.LaunchScale(empty, buffer, buffer, 1f, 1));
        Assert.Contains("libno-nvrtc-here.so", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void DamagedOrRefusedImage_IsCompiledAnew()
    {
        var cuda = SimulatedCudaDriver.Get();
        RunScale(cuda.Open(0, _cache));
        var file = Assert.Single(Directory.GetFiles(_cache));
        var whole = File.ReadAllBytes(file);
        foreach (var damaged in new[] { [], whole[..40], whole[..^100], [.. whole[..^1], (byte)(whole[^1] ^ 1)] })
        {
            File.WriteAllBytes(file, damaged);
            RunScale(cuda.Open(0, _cache));
            Assert.Equal(whole.Length, new FileInfo(file).Length);
        }

        cuda.Set("refuse-images", 1);
        RunScale(cuda.Open(0, _cache));
        Assert.Equal(0, cuda.Count("modules"));
    }

    [SkippableFact]
    public void UnusableCacheFolder_OnlyCostsTime()
    {
        var file = Path.Combine(_cache, "a-file");
        File.WriteAllText(file, "in the way");
        RunScale(SimulatedCudaDriver.Get().Open(0, Path.Combine(file, "cuda")));
        Assert.Equal("in the way", File.ReadAllText(file));
    }

    [SkippableFact]
    public void OtherDriverDeviceOrText_IsAnotherImage()
    {
        var keys = new[]
        {
            CudaImageCache.Key("a", ["-x"], 90, 12040),
            CudaImageCache.Key("b", ["-x"], 90, 12040),
            CudaImageCache.Key("a", ["-y"], 90, 12040),
            CudaImageCache.Key("a", ["-x"], 80, 12040),
            CudaImageCache.Key("a", ["-x"], 90, 12050),
        };
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], CudaImageCache.Key("a", ["-x"], 90, 12040));
    }

    [SkippableFact]
    public void NvrtcOlderThanTheDevice_MakesThePtxOfTheNewestItKnows()
    {
        var compiler = CudaCompiler.TryLoad(12040, out _, SimulatedCudaDriver.Get().CompilerPath)!;
        Assert.Equal("12.4", compiler.Version);
        Assert.Equal("sm_90", compiler.TargetFor(90));
        Assert.Equal("sm_70", compiler.TargetFor(70));
        Assert.Equal("compute_90", compiler.TargetFor(103));
        Assert.Equal("compute_80", compiler.TargetFor(86));
        Assert.Contains("3.5", Assert.Throws<GpuVolException>(() => compiler.TargetFor(35)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void MissingNvrtc_NamesThePackage()
    {
        Assert.Null(CudaCompiler.TryLoad(12040, out var reason, "libno-nvrtc-here.so"));
        Assert.Contains("libno-nvrtc-here.so", reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void TextThatDoesNotCompile_GivesTheFirstError()
    {
        using var device = SimulatedCudaDriver.Get().Open(0, _cache);
        using var target = device.Allocate<int>(10);
        var error = Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.Launch(device, HandWrittenKernels.Broken, new Index1D(10), target));
        Assert.Contains("no_such_variable", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(Directory.GetFiles(_cache));
    }

    [SkippableFact]
    public void Timer_MeasuresBetweenItsMarks()
    {
        using var device = SimulatedCudaDriver.Get().Open();
        using var target = device.Allocate<int>(4);
        using var timer = device.CreateTimer();
        Assert.Throws<InvalidOperationException>(() => timer.Elapsed);
        timer.Start();
        HandWrittenKernels.Launch(device, HandWrittenKernels.CountFarIndices, new LongIndex1D(10_000_000), target);
        timer.Stop();
        Assert.InRange(timer.Elapsed, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(60));
    }

    private static void RunScale(CudaDevice opened)
    {
        using var device = opened;
        using var buffer = device.Allocate<float>([1f, 2f, 3f]);
        HandWrittenKernels.LaunchScale(device, buffer, buffer, 2f, 3);
        Assert.Equal([2f, 5f, 8f], buffer.ToArray());
    }
}
