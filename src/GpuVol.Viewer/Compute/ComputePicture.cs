using System.Runtime.InteropServices;
using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>One picture by compute kernels, drawn in as many bands of rows as one likes: the pixels are the same. The creator disposes it.</summary>
internal sealed class ComputePicture : IDisposable
{
    private readonly RaycastVolume _volume;
    private readonly RenderSettings _settings;
    private readonly RaycastPlan _plan;
    private readonly RaycastParameters _parameters;
    private readonly LabelPlan? _labelPlan;
    private readonly List<IDisposable> _buffers = [];
    private readonly DeviceBuffer<float> _planes;
    private readonly DeviceBuffer<float>? _intensities;
    private readonly DeviceBuffer<int>? _colours;
    private readonly DeviceBuffer<byte>? _emptiness;
    private readonly DeviceBuffer<float>? _table;
    private readonly DeviceBuffer<int>? _overlay;
    private readonly DeviceBuffer<byte>? _labels;
    private readonly DeviceBuffer<float>? _labelColours;
    private readonly DeviceBuffer<float>? _labelPlanes;

    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public ComputePicture(RaycastVolume volume, RenderSettings settings, LabelVolume? labels)
    {
        (_volume, _settings) = (volume, settings);
        _plan = RaycastPlan.Create(volume, settings);
        _parameters = volume.Scale.ToVoxelUnits(_plan.Parameters);
        _labelPlan = labels is null ? null : new LabelPlan(volume, labels, settings);
        var pixels = (long)settings.Width * settings.Height;
        try
        {
            _planes = Own(Device.Allocate<float>(_plan.ClipPlanes));
            if (settings.Mode is RenderMode.Composite or RenderMode.Iso)
            {
                _colours = Own(Device.Allocate<int>(pixels));
                _emptiness = Own(Device.Allocate<byte>(_plan.Emptiness));
                if (settings.Mode == RenderMode.Composite)
                    _table = Own(Device.Allocate<float>(_plan.Table));
            }
            else
            {
                _intensities = Own(Device.Allocate<float>(pixels));
            }

            if (_labelPlan is not null)
            {
                _overlay = Own(Device.Allocate<int>(pixels));
                _labels = Own(Device.Allocate<byte>(_labelPlan.Labels.Indices));
                _labelColours = Own(Device.Allocate<float>(_labelPlan.Colours));
                _labelPlanes = Own(Device.Allocate<float>(_labelPlan.ClipPlanes));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private ComputeDevice Device => _volume.Device;

    /// <summary>Queues a band of rows.</summary>
    public void Draw(int firstRow, int rows)
    {
        var extent = new Index2D(_settings.Width, rows);
        var parameters = _parameters with { FirstRow = firstRow };
        switch (_settings.Mode)
        {
            case RenderMode.Composite:
                RaycastLaunch.Composite(_volume, extent, Band(_colours!), _emptiness!, _table!, _planes, parameters);
                break;
            case RenderMode.Iso:
                RaycastLaunch.Isosurface(_volume, extent, Band(_colours!), _emptiness!, _planes, parameters);
                break;
            case RenderMode.Average:
                RaycastLaunch.Average(_volume, extent, Band(_intensities!), _planes, parameters);
                break;
            default:
                var bricks = _settings.Mode == RenderMode.Mip ? _volume.BrickMaximum : _volume.BrickMinimum;
                RaycastLaunch.Extremum(_volume, extent, Band(_intensities!), bricks, _planes, parameters);
                break;
        }

        if (_labelPlan is not null)
            RaycastKernels.Launch.Labels(Device, extent, Band(_overlay!), _labels!.View, _labelColours!.View, _labelPlanes!.View, _labelPlan.Parameters with { FirstRow = firstRow });

        DeviceView<T> Band<T>(DeviceBuffer<T> target)
            where T : unmanaged => target.View.SubView((long)firstRow * _settings.Width, (long)rows * _settings.Width);
    }

    /// <summary>The intensities of a MIP, MinIP or average.</summary>
    public float[] Intensities()
    {
        var intensities = _intensities!.ToArray();
        _volume.Scale.ToIntensities(intensities);
        return intensities;
    }

    /// <summary>The picture, once all its rows are drawn.</summary>
    public RgbImage ToImage()
    {
        var picture = _colours is not null
            ? Unpack(_colours.ToArray())
            : GreyImage.FromIntensities(Intensities(), _settings.Width, _settings.Height, _plan.Window.Low, _plan.Window.High);
        if (_overlay is not null)
            LabelPlan.Blend(picture, MemoryMarshal.AsBytes<int>(_overlay.ToArray()));
        return picture;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }

    private T Own<T>(T buffer)
        where T : IDisposable
    {
        _buffers.Add(buffer);
        return buffer;
    }

    private RgbImage Unpack(int[] packed)
    {
        var pixels = new byte[checked(packed.Length * 3)];
        for (var n = 0; n < packed.Length; n++)
        {
            pixels[3 * n] = (byte)packed[n];
            pixels[3 * n + 1] = (byte)(packed[n] >> 8);
            pixels[3 * n + 2] = (byte)(packed[n] >> 16);
        }

        return new RgbImage(_settings.Width, _settings.Height, pixels);
    }
}
