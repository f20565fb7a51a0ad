using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Tomography;

/// <summary>A cone-beam reconstruction in slabs, from parts of its projections, is the whole one to the last bit.</summary>
public class ConeBeamSlabTests
{
    private static readonly ProjectionGeometry Scan = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 25), 40, 50, 2, 1.5, 150, 60, rowCenter: 27);
    private static readonly VolumeGeometry Grid = new(new Size3D(30, 27, 40), new Vector3D(1.1, 1.2, 1.3), new Vector3D(-16, -15, -26));

    [SkippableTheory, Devices]
    public void SlabsOfPartsOfViews_EqualTheWhole(string id)
    {
        var device = TestDevices.Get(id);
        using var host = TestVolumes.Random(Scan.DataSize, 3);
        foreach (var geometry in new[] { Scan, ProjectionGeometry.Cone(Scan.AnglesRadians, 40, 50, 2, 1.5, 150, 60, columnCenter: 12) })
        {
            var plan = new ConeBeamPlan(geometry, Grid);
            using var projections = host.ToDevice(device);
            using var whole = ConeBeamReconstruction.Reconstruct(projections, geometry, Grid);
            using var expected = whole.ToHost();
            foreach (var (slices, views) in new[] { (40, 25), (40, 7), (16, 25), (32, 4), (16, 1) })
            {
                for (var first = 0; first < Grid.Size.K; first += slices)
                {
                    using var slab = plan.Start(device, first, Math.Min(slices, Grid.Size.K - first), views);
                    for (var view = 0; view < geometry.Views; view += views)
                        AddPart(slab, host, device, view, Math.Min(views, geometry.Views - view));
                    using var made = slab.Take();
                    using var actual = made.ToHost();
                    var slice = Grid.Size.I * Grid.Size.J;
                    var there = expected.AsSpan<float>().Slice(first * slice, actual.Geometry.Size.K * slice);
                    Assert.True(there.SequenceEqual(actual.AsSpan<float>()), $"{id}: slabs of {slices} slices from {views} views at a time differ from slice {first} on");
                    Assert.True((actual.Geometry.OriginMm - Grid.VoxelToPatient(new(0, 0, first))).Length < 1e-9);
                }
            }
        }
    }

    [Fact]
    public void RowsOfASlab_AreThoseThatItNeeds()
    {
        var plan = new ConeBeamPlan(Scan, Grid);
        Assert.Equal((0, 50), plan.RowsFor(0, 40));
        var (first, count) = plan.RowsFor(0, 16);
        Assert.InRange(first + count, 15, 45);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Start(TestDevices.Get("cpu"), 30, 16));
    }

    [Fact]
    public void ViewsOutOfTurn_AreRefused()
    {
        using var host = TestVolumes.Random(Scan.DataSize, 3);
        var device = TestDevices.Get("cpu");
        using var slab = new ConeBeamPlan(Scan, Grid).Start(device, 0, 40, 5);
        Assert.Throws<ArgumentException>(() => AddPart(slab, host, device, 5, 5));
        AddPart(slab, host, device, 0, 5);
        Assert.Throws<InvalidOperationException>(slab.Take);
        using var projections = host.ToDevice(device);
        Assert.Throws<ArgumentException>(() => slab.Add(projections, 5));
    }

    private static void AddPart(ConeBeamSlab slab, Volume projections, ComputeDevice device, int firstView, int views)
    {
        var size = projections.Geometry.Size;
        var voxels = new List<float>();
        for (var view = firstView; view < firstView + views; view++)
            voxels.AddRange(projections.Slice<float>(view).Slice(slab.Rows.First * size.I, slab.Rows.Count * size.I));
        using var part = Volume.FromArray<float>(voxels.ToArray(), new VolumeGeometry(new Size3D(size.I, slab.Rows.Count, views), Vector3D.One));
        using var uploaded = part.ToDevice(device);
        slab.Add(uploaded, firstView);
    }
}
