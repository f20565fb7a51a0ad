namespace GpuVol.Viewer;

/// <summary>A window on a volume: the volume turns, three slices are linked by a cross-hair, colours are edited. The creator disposes it.</summary>
/// <remarks>
/// For one thread, the first of the process (GLFW). One at a time. A window without OpenGL 3.3 shows the compute raycaster's pictures (X11).
/// docs/rendering.md has mouse and keys.
/// </remarks>
public sealed class VolumeViewer : IDisposable
{
    private readonly ViewerOptions _options;
    private readonly GlfwWindow _window;

    /// <summary>Opens the window.</summary>
    /// <exception cref="WindowException">There is no GLFW library or no display.</exception>
    /// <exception cref="OpenGlException">OpenGL is asked for and there is no 3.3.</exception>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public VolumeViewer(ViewerOptions options)
    {
        RaycastPlan.Check(options.Scene);
        if (options.Frames is < 1)
            throw new ArgumentException($"VolumeViewer: {options.Frames} frames; give 1 or more, or none.", nameof(options));
        _options = options;
        _window = GlfwWindow.Open($"{options.Name} - GpuVol", options.Width, options.Height);
        if (options.Renderer != RendererChoice.OpenGl || _window.OpenGl is not null)
            return;
        _window.Dispose();
        throw new OpenGlException($"OpenGL: the display gives no 3.3 core context ({_window.OpenGlReason}). Install a driver (Debian, without a GPU: libgl1-mesa-dri), or use the compute renderer.");
    }

    /// <summary>Shows a volume until the user closes the window.</summary>
    /// <param name="volume">On any device; slices are shown from the host's memory, which the CPU device shares.</param>
    /// <param name="labels">Labels to lay over the 3-D picture and the slices, or null.</param>
    /// <param name="cancellation">Closes the window.</param>
    /// <exception cref="OperationCanceledException">It was closed by <paramref name="cancellation"/>.</exception>
    /// <exception cref="OpenGlException">The driver reports an error, or an object was not given back.</exception>
    public ViewerSummary Show(DeviceVolume volume, LabelVolume? labels = null, CancellationToken cancellation = default)
    {
        using var host = volume.ToHost();
        using var prepared = new RaycastVolume(volume);
        ViewerSummary summary;
        using (var surface = OpenSurface())
        using (var view = OpenView(prepared, labels, out var note))
        {
            var model = new ViewerModel(prepared, _options.Scene, new IntensityHistogram(host, prepared.Minimum, prepared.Maximum));
            var sliceLabels = labels is null ? null : new SliceLabels(labels, _options.Scene.Labels, volume.Geometry);
            SlicePanel[] slices = [.. Enum.GetValues<SlicePlane>().Select(plane => new SlicePanel(new SliceReader(host), model.Navigation.Slice(plane), sliceLabels))];
            var session = new ViewerSession(_window, surface, view, model, slices, _options);
            session.Run(note, cancellation);
            summary = session.Summary with { Note = note, OpenGl = _window.OpenGl?.Description };
        }

        if (_window.OpenGl?.Gl.LiveObjects is > 0 and var left)
            throw new OpenGlException($"OpenGL: {left} objects were not given back.");
        return summary;
    }

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private IWindowSurface OpenSurface() => _window.OpenGl is { } context ? new OpenGlSurface(_window, context.Gl) : new X11Surface(_window);

    private IVolumeView OpenView(RaycastVolume volume, LabelVolume? labels, out string? note)
    {
        note = _window.OpenGl is null ? $"no OpenGL 3.3: {_window.OpenGlReason}" : null;
        if (_options.Renderer == RendererChoice.Compute || _window.OpenGl is not { } context || (_options.Renderer == RendererChoice.Auto && context.IsSoftware))
            return new ComputeView(volume, labels);
        var view = new OpenGlView(context, volume, labels);
        try
        {
            // Whether the driver takes the volume shows when it gets it.
            view.Draw(_options.Scene with { Width = 1, Height = 1 }, effort: 1);
            if (view.HostDetour is { } reason)
                note = $"the volume went to OpenGL through the host: {reason}";
            return view;
        }
        catch (OpenGlException exception) when (_options.Renderer == RendererChoice.Auto)
        {
            view.Dispose();
            note = exception.Message;
            return new ComputeView(volume, labels);
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }
}
