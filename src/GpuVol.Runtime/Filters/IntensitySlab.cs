using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// A few slices of a volume as float32 intensities, with the slices beyond the edge filled in: filters that go slab by slab
/// need no converted copy of the whole volume.
/// </summary>
internal sealed class IntensitySlab : IDisposable
{
    private readonly DeviceVolume _source;
    private readonly DeviceBuffer<double> _rescale;
    private readonly DeviceBuffer<float> _slices;
    private readonly DeviceBuffer<float>? _outside;
    private readonly long _sliceVoxels;
    private readonly int _border;

    /// <summary>Room for <paramref name="slices"/> slices.</summary>
    public IntensitySlab(DeviceVolume source, int slices, int border, float borderValue)
    {
        _source = source;
        _border = border;
        var size = source.Geometry.Size;
        _sliceVoxels = (long)size.I * size.J;
        _rescale = source.Device.Allocate<double>(IntensityTransforms.RescaleTable(source.Rescale));
        try
        {
            _slices = source.Device.Allocate<float>(slices * _sliceVoxels);
            if (border == BorderModes.Constant)
            {
                var values = new float[_sliceVoxels];
                Array.Fill(values, borderValue);
                _outside = source.Device.Allocate<float>(values);
            }
        }
        catch
        {
            _slices?.Dispose();
            _rescale.Dispose();
            throw;
        }
    }

    /// <summary>Fills the slab with <paramref name="count"/> slices from <paramref name="first"/> on, which may lie beyond the edge.</summary>
    public DeviceView<float> Load(int first, int count)
    {
        var sizeK = _source.Geometry.Size.K;
        for (var k = 0; k < count;)
        {
            var sample = BorderModes.SampleIndex(first + k, sizeK, _border);
            var run = 1;
            if (sample < 0)
            {
                var bytes = _sliceVoxels * sizeof(float);
                _source.Device.Copy(_outside!.Memory, 0, _slices.Memory, k * bytes, bytes);
            }
            else
            {
                // Neighbours inside the volume go in one launch.
                while (k + run < count && first + k + run > 0 && first + k >= 0 && first + k + run < sizeK)
                    run++;
                Convert(sample, run, _slices.View.SubView(k * _sliceVoxels, run * _sliceVoxels));
            }

            k += run;
        }

        return _slices.View.SubView(0, count * _sliceVoxels);
    }

    /// <summary>As <see cref="Load"/>, as a volume that lives until the next load.</summary>
    public DeviceVolume LoadVolume(int first, int count)
    {
        Load(first, count);
        var size = _source.Geometry.Size;
        return DeviceVolume.Within(_slices, _source.Device, new VolumeGeometry(new Size3D(size.I, size.J, count), _source.Geometry.SpacingMm));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rescale.Dispose();
        _slices.Dispose();
        _outside?.Dispose();
    }

    private void Convert(int slice, int count, DeviceView<float> target)
    {
        var size = _source.Geometry.Size;
        var device = _source.Device;
        var extent = new Index3D(size.I, size.J, count);
        var p = new SliceParameters { SizeI = size.I, SizeJ = size.J, EntriesPerSlice = _source.Rescale.IsUniform ? 0 : 1 };
        var rescale = _source.Rescale.IsUniform ? _rescale.View : _rescale.View.SubView(2L * slice, 2L * count);
        switch (_source.ElementType)
        {
            case ElementType.UInt8:
                RescaleKernels.Launch.RescaleUInt8(device, extent, Slices<byte>(slice, count), target, rescale, p);
                break;
            case ElementType.Int16:
                RescaleKernels.Launch.RescaleInt16(device, extent, Slices<short>(slice, count), target, rescale, p);
                break;
            case ElementType.UInt16:
                RescaleKernels.Launch.RescaleUInt16(device, extent, Slices<ushort>(slice, count), target, rescale, p);
                break;
            case ElementType.Int32:
                RescaleKernels.Launch.RescaleInt32(device, extent, Slices<int>(slice, count), target, rescale, p);
                break;
            default:
                RescaleKernels.Launch.RescaleFloat32(device, extent, Slices<float>(slice, count), target, rescale, p);
                break;
        }
    }

    private DeviceView<T> Slices<T>(int slice, int count)
        where T : unmanaged => _source.Buffer<T>().View.SubView(slice * _sliceVoxels, count * _sliceVoxels);
}
