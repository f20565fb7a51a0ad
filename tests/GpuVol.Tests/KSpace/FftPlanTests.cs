using System.Numerics;
using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

public class FftPlanTests
{
    [Fact]
    public void SameRequest_GivesTheSamePlan()
    {
        Assert.Same(FftPlan.Complex([4, 5], [1]), FftPlan.Complex([4, 5], [1]));
        Assert.NotSame(FftPlan.Complex([4, 5], [1]), FftPlan.Complex([4, 5], [1], FftDirection.Inverse));
        Assert.NotSame(FftPlan.Complex([4, 5], [1]), FftPlan.RealForward([4, 5], [1]));
    }

    [Fact]
    public void BadShapesAndAxes_AreRefusedByName()
    {
        Says("no axes", () => FftPlan.Complex([]));
        Says("axis 1 of the shape 3x0", () => FftPlan.Complex([3, 0]));
        Says("no axis 2", () => FftPlan.Complex([3, 4], [2]));
        Says("no axis -3", () => FftPlan.Complex([3, 4], [-3]));
        Says("axis 1 is named twice", () => FftPlan.Complex([3, 4], [1, -1]));
        Says("halves the last axis, 1", () => FftPlan.RealForward([3, 4], [0]));
        Says("halves the last axis, 1", () => FftPlan.RealInverse([3, 4], []));
        Says("17 axes", () => FftPlan.Complex([.. Enumerable.Repeat(1, 17)]));
    }

    [SkippableTheory, Devices]
    public void BadViews_AreRefusedByName(string id)
    {
        var device = TestDevices.Get(id);
        using var a = device.Allocate<Float2>(40);
        using var b = device.Allocate<float>(40);
        Says("source has 39 numbers", () => FftPlan.Complex([4, 10]).Execute(a.View.SubView(0, 39), a));
        Says("target has 30 numbers", () => FftPlan.Complex([4, 10]).Execute(a, a.View.SubView(0, 30)));
        Says("overlap", () => FftPlan.Complex([20]).Execute(a.View.SubView(0, 20), a.View.SubView(10, 20)));
        Says("the plan is Complex", () => FftPlan.Complex([4, 10]).Execute(b, a));
        Says("a transform of 4x10 gives 24", () => FftPlan.RealForward([4, 10]).Execute(b, a));
        using var other = ComputeDevices.Open("cpu");
        using var elsewhere = other.Allocate<Float2>(40);
        Says("Upload it there first", () => FftPlan.Complex([40]).Execute(elsewhere, a));
    }

    [SkippableTheory, Devices]
    public void Views_InTheMiddleOfBuffers_AreTransformedAlone(string id)
    {
        var device = TestDevices.Get(id);
        var numbers = Enumerable.Range(0, 100).Select(i => new Float2(i, -i)).ToArray();
        using var source = device.Allocate<Float2>(numbers);
        using var target = device.Allocate<Float2>(numbers);
        FftPlan.Complex([5, 6]).Execute(source.View.SubView(13, 30), target.View.SubView(57, 30));
        var result = target.ToArray();
        Assert.Equal(numbers[..57], result[..57]);
        Assert.Equal(numbers[87..], result[87..]);
        var expected = DirectTransform.Run([.. numbers[13..43].Select(v => new Complex(v.X, v.Y))], [5, 6], [0, 1], false, false);
        Assert.InRange(DirectTransform.RelativeError([.. result[57..87].Select(v => new Complex(v.X, v.Y))], expected), 0, Tolerances.Fourier(30));
    }

    [Fact]
    public void Complex128_OnOtherDevices_IsRefused()
    {
        ComputeDevice device;
        try
        {
            device = TestDevices.Get("opencl");
        }
        catch (Xunit.SkipException)
        {
            return;
        }

        using var array = ComplexArray.Create([4], ComplexPrecision.Complex128);
        Assert.Contains("complex128 is computed on the CPU only", Assert.Throws<NotSupportedException>(() => array.ToDevice(device)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FastLength_HasNoFactorAbove7()
    {
        Assert.Equal([1, 7, 12, 125, 1024, 1050], new[] { 1, 7, 11, 121, 1024, 1030 }.Select(FourierTransform.FastLength).Select(n => n));
        Assert.Throws<ArgumentOutOfRangeException>(() => FourierTransform.FastLength(0));
    }

    [Fact]
    public void FileArrays_BecomeComplexAtTheLeastPrecision()
    {
        using var bytes = NpyArray.FromArray<sbyte>([-3, 7], 2);
        using var fromBytes = ComplexArray.FromNpy(bytes);
        Assert.Equal([new Vector2(-3, 0), new Vector2(7, 0)], fromBytes.AsSpan<Vector2>().ToArray());
        using var longs = NpyArray.FromArray<long>([1L << 40], 1);
        using var fromLongs = ComplexArray.FromNpy(longs);
        Assert.Equal([new Complex(1L << 40, 0)], fromLongs.AsSpan<Complex>().ToArray());
        using var doubles = NpyArray.FromArray<Complex>([new Complex(0.1, 0.2)], 1);
        using var rounded = ComplexArray.FromNpy(doubles, ComplexPrecision.Complex64);
        Assert.Equal([new Vector2(0.1f, 0.2f)], rounded.AsSpan<Vector2>().ToArray());
        using var back = rounded.ToNpy();
        Assert.Equal(NumericType.Complex64, back.Type);
    }

    private static void Says(string words, Action action) => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
