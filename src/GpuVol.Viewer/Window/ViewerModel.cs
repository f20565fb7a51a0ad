namespace GpuVol.Viewer;

/// <summary>What the user wants from the window itself.</summary>
internal enum ViewerRequest
{
    /// <summary>End.</summary>
    Quit,

    /// <summary>Write the 3-D picture and its scene.</summary>
    SavePicture,

    /// <summary>Cover the screen, or go back.</summary>
    ToggleFullScreen,
}

/// <summary>What the window shows, apart from any display: camera, mode, transfer function, windows, cross-hair.</summary>
internal sealed class ViewerModel
{
    private readonly RaycastVolume _volume;
    private readonly RenderSettings _start;
    private readonly IntensityWindow _sliceStart;
    private bool _wantsTransfer = true;

    /// <summary>Begins with the settings of a scene.</summary>
    public ViewerModel(RaycastVolume volume, RenderSettings start, IntensityHistogram histogram)
    {
        _volume = volume;
        _start = start;
        Histogram = histogram;
        Orbit = new OrbitControls(volume.Geometry, start.Camera);
        Navigation = new SliceNavigation(volume.Geometry);
        var function = ComputeRaycaster.ChooseTransferFunction(volume, start);
        Transfer = new TransferFunctionEditor(histogram.Low, histogram.High, volume.RobustRange, function);
        _sliceStart = Given ?? IntensityWindow.Between(volume.RobustRange.Low, volume.RobustRange.High);
        FullStepMm = start.StepMm ?? RaycastGeometry.UsualStepMm(volume.Geometry);
        Restart();
    }

    public OrbitControls Orbit { get; }

    public SliceNavigation Navigation { get; }

    public TransferFunctionEditor Transfer { get; }

    public IntensityHistogram Histogram { get; }

    public RenderMode Mode { get; private set; }

    /// <summary>Window of the slices.</summary>
    public IntensityWindow SliceWindow { get; private set; }

    /// <summary>Window of MIP, MinIP and average.</summary>
    public IntensityWindow ProjectionWindow { get; private set; }

    public double IsoLevel { get; private set; }

    /// <summary>Step of the full quality.</summary>
    public double FullStepMm { get; }

    public PanelArrangement Arrangement { get; private set; }

    public bool ShowHelp { get; private set; }

    public bool ShowCrosshair { get; private set; } = true;

    /// <summary>True where histogram and transfer function have their panel.</summary>
    public bool ShowTransfer => _wantsTransfer && Mode == RenderMode.Composite;

    /// <summary>"HU" for CT, else empty.</summary>
    public string Unit => _volume.Metadata.Modality == "CT" ? " HU" : "";

    /// <summary>Grows with every change of the 3-D picture.</summary>
    public int SceneVersion { get; private set; }

    /// <summary>Grows with every change of anything.</summary>
    public int Version { get; private set; }

    /// <summary>What is asked of the window and not done yet.</summary>
    public Queue<ViewerRequest> Requests { get; } = new();

    private double Range => Histogram.High - Histogram.Low;

    private IntensityWindow? Given =>
        _start is { WindowCenter: { } centre, WindowWidth: { } width } ? new IntensityWindow(centre, width) : null;

    /// <summary>The settings of the 3-D picture in full quality.</summary>
    public RenderSettings Scene(int width, int height)
    {
        var isGrey = Mode is not (RenderMode.Composite or RenderMode.Iso);
        return _start with
        {
            Mode = Mode,
            Camera = Orbit.Camera,
            Width = width,
            Height = height,
            WindowCenter = isGrey ? ProjectionWindow.Center : null,
            WindowWidth = isGrey ? ProjectionWindow.Width : null,
            IsoLevel = Mode == RenderMode.Iso ? IsoLevel : null,
            Preset = Mode == RenderMode.Composite && !UsesOwnFunction ? Transfer.Function.Name : null,
            TransferFunction = Mode == RenderMode.Composite && UsesOwnFunction ? Transfer.Function : null,
        };
    }

    /// <summary>Something besides the 3-D picture changes.</summary>
    public void Change(Action change)
    {
        change();
        Repaint();
    }

    /// <summary>The 3-D picture changes.</summary>
    public void ChangeScene(Action change)
    {
        change();
        Redraw();
    }

    /// <summary>What is shown besides the 3-D picture is out of date.</summary>
    public void Repaint() => Version++;

    /// <summary>The 3-D picture is out of date.</summary>
    public void Redraw()
    {
        SceneVersion++;
        Version++;
    }

    public void SetMode(RenderMode mode) => ChangeScene(() => Mode = mode);

    /// <summary>Composites with the next built-in transfer function.</summary>
    public void NextPreset() => ChangeScene(() =>
    {
        var presets = TransferFunction.Presets.Values.ToList();
        var next = presets.FindIndex(preset => preset.Name == Transfer.Function.Name) + 1;
        Transfer.Load(presets[next % presets.Count]);
        Mode = RenderMode.Composite;
    });

    public void DragSliceWindow(double right, double down) => Change(() => SliceWindow = SliceWindow.Drag(right, down, Range));

    /// <summary>What window and level mean for the 3-D picture: its window, the place of the transfer function, or the level of the surface.</summary>
    public void DragSceneWindow(double right, double down, int shorterSide) => ChangeScene(() =>
    {
        switch (Mode)
        {
            case RenderMode.Composite:
                Transfer.Shift(0.5 * right / shorterSide);
                break;
            case RenderMode.Iso:
                IsoLevel = Math.Clamp(IsoLevel + 0.5 * right / shorterSide * Range, _volume.Minimum, _volume.Maximum);
                break;
            default:
                ProjectionWindow = ProjectionWindow.Drag(right, down, Range);
                break;
        }
    });

    public void ToggleHelp() => Change(() => ShowHelp = !ShowHelp);

    public void ToggleCrosshair() => Change(() => ShowCrosshair = !ShowCrosshair);

    public void ToggleTransfer() => ChangeScene(() => _wantsTransfer = !_wantsTransfer);

    public void NextArrangement() => ChangeScene(() => Arrangement = (PanelArrangement)(((int)Arrangement + 1) % Enum.GetValues<PanelArrangement>().Length));

    /// <summary>Everything as it was at the beginning.</summary>
    public void Reset() => Change(() => ChangeScene(Restart));

    private bool UsesOwnFunction => Transfer.IsEdited || _start.TransferFunction is { } own && ReferenceEquals(own, Transfer.Function);

    private void Restart()
    {
        Orbit.Reset();
        Navigation.Reset();
        Transfer.Load(ComputeRaycaster.ChooseTransferFunction(_volume, _start));
        Mode = _start.Mode;
        SliceWindow = _sliceStart;
        ProjectionWindow = Given ?? IntensityWindow.Between(_volume.Minimum, _volume.Maximum);
        IsoLevel = _start.IsoLevel ?? 0.5 * (_volume.Minimum + _volume.Maximum);
    }
}
