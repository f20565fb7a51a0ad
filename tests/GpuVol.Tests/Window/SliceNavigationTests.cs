using GpuVol.Tests.Rendering;
using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

/// <summary>Three slices through one voxel: the right ones, the right way round, with the right letters.</summary>
public sealed class SliceNavigationTests
{
    private static readonly Size3D Size = new(14, 11, 9);

    [Theory]
    [InlineData("identity")]
    [InlineData("flipped")]
    [InlineData("swapped")]
    [InlineData("oblique")]
    public void ColumnsRowsAndSlices_RunAsThePatientLies(string frame)
    {
        var navigation = new SliceNavigation(Geometry(frame));
        foreach (var (plane, right, down, next) in new[]
        {
            (SlicePlane.Axial, new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, 1)),
            (SlicePlane.Coronal, new Vector3D(1, 0, 0), new Vector3D(0, 0, -1), new Vector3D(0, 1, 0)),
            (SlicePlane.Sagittal, new Vector3D(0, 1, 0), new Vector3D(0, 0, -1), new Vector3D(1, 0, 0)),
        })
        {
            var slice = navigation.Slice(plane);
            Vector3D At(int column, int row, int index) => navigation.Millimetres(slice.Voxel(column, row, index));
            var origin = At(1, 1, 1);
            AssertNearest(right, At(2, 1, 1) - origin);
            AssertNearest(down, At(1, 2, 1) - origin);
            AssertNearest(next, At(1, 1, 2) - origin);
            Assert.Equal(slice.ColumnMm, (At(2, 1, 1) - origin).Length, 1e-9);
            Assert.Equal(slice.RowMm, (At(1, 2, 1) - origin).Length, 1e-9);
        }
    }

    [Theory]
    [InlineData("identity", "R", "L", "A", "P", "H", "F")]
    [InlineData("flipped", "R", "L", "A", "P", "H", "F")]
    [InlineData("swapped", "R", "L", "A", "P", "H", "F")]
    public void Letters_AreRadiological(string frame, string right, string left, string front, string back, string head, string feet)
    {
        var navigation = new SliceNavigation(Geometry(frame));
        AssertLetters(navigation.Slice(SlicePlane.Axial), right, left, front, back);
        AssertLetters(navigation.Slice(SlicePlane.Coronal), right, left, head, feet);
        AssertLetters(navigation.Slice(SlicePlane.Sagittal), front, back, head, feet);
    }

    [Fact]
    public void ObliqueDirection_HasTwoLetters()
    {
        Assert.Equal("LP", SliceGeometry.Side(new Vector3D(0.9, 0.43, 0.05)));
        Assert.Equal("FA", SliceGeometry.Side(new Vector3D(0.1, -0.5, -0.86)));
        Assert.Equal("H", SliceGeometry.Side(new Vector3D(0.2, -0.2, 0.96)));
    }

    [Fact]
    public void Click_MovesTheOtherTwoSlices()
    {
        var navigation = new SliceNavigation(Geometry("flipped"));
        foreach (var plane in Enum.GetValues<SlicePlane>())
        {
            var index = navigation.Index(plane);
            navigation.MoveTo(plane, 3, 2);
            Assert.Equal(index, navigation.Index(plane));
            foreach (var other in Enum.GetValues<SlicePlane>())
            {
                // The clicked voxel is in every slice.
                var (column, row, slice) = navigation.Slice(other).Place(navigation.Slice(plane).Voxel(3, 2, index));
                Assert.Equal(slice, navigation.Index(other));
                Assert.Equal(navigation.Crosshair, navigation.Slice(other).Voxel(column, row, slice));
            }
        }
    }

    [Fact]
    public void ClickBesideTheSlice_IsItsEdge()
    {
        var navigation = new SliceNavigation(Geometry("identity"));
        navigation.MoveTo(SlicePlane.Axial, -5, 1000);
        Assert.Equal((0, Size.J - 1, Size.K / 2), navigation.Crosshair);
    }

    [Fact]
    public void Scrolling_StopsAtBothEnds()
    {
        var navigation = new SliceNavigation(Geometry("flipped"));
        navigation.Scroll(SlicePlane.Axial, 100);
        Assert.Equal(Size.K - 1, navigation.Index(SlicePlane.Axial));

        // Up is towards the head, which is voxel 0 here.
        Assert.Equal(0, navigation.Crosshair.K);
        navigation.Scroll(SlicePlane.Axial, -100);
        Assert.Equal(0, navigation.Index(SlicePlane.Axial));
        navigation.Reset();
        Assert.Equal((Size.I / 2, Size.J / 2, Size.K / 2), navigation.Crosshair);
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Float32)]
    public void Slice_HasTheIntensitiesOfItsVoxels(ElementType type)
    {
        var geometry = Geometry("swapped");
        double[] slopes = [.. Enumerable.Range(1, Size.K).Select(k => 0.5 * k)];
        double[] intercepts = [.. Enumerable.Range(1, Size.K).Select(k => -20.0 * k)];
        using var volume = TestVolumes.FromNumbers([.. Enumerable.Range(0, (int)Size.Voxels).Select(n => n * 37 % 251.0)], type, geometry, new IntensityRescale(slopes, intercepts));
        var navigation = new SliceNavigation(geometry);
        foreach (var plane in Enum.GetValues<SlicePlane>())
        {
            var slice = navigation.Slice(plane);
            var values = new SliceReader(volume).Read(slice, 2);
            for (var row = 0; row < slice.Height; row++)
            {
                for (var column = 0; column < slice.Width; column++)
                {
                    var (i, j, k) = slice.Voxel(column, row, 2);
                    Assert.Equal((float)(slopes[k] * TestData.Stored(volume, k, j * Size.I + i) + intercepts[k]), values[row * slice.Width + column]);
                }
            }
        }
    }

    private static VolumeGeometry Geometry(string frame) => new(Size, new Vector3D(0.7, 1.3, 2.5), new Vector3D(5, -30, 12), frame switch
    {
        "identity" => Matrix3D.Identity,
        "flipped" => RenderingTestData.Flipped,
        "swapped" => RenderingTestData.Swapped,
        _ => TestVolumes.Oblique,
    });

    // Of the six directions of the patient, the wanted one is the nearest.
    private static void AssertNearest(Vector3D wanted, Vector3D actual) =>
        Assert.True(Vector3D.Dot(wanted, actual) > 0.5 * actual.Length, $"{actual} does not run along {wanted}.");

    private static void AssertLetters(SliceGeometry slice, string left, string right, string upper, string lower) =>
        Assert.Equal((left, right, upper, lower), (slice.LeftSide, slice.RightSide, slice.UpperSide, slice.LowerSide));
}
