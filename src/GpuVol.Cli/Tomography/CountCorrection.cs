namespace GpuVol.Cli;

/// <summary>From what a file holds to line integrals, as the call's <see cref="CountOptions"/> say, for a whole scan or one part of it after the other.</summary>
internal sealed class CountCorrection
{
    private readonly VerbRun _run;
    private readonly bool _isStack;
    private readonly DetectorFields? _fields;
    private CountTally _tally;

    // Slabs of a cone scan share rows: those up to here were counted with earlier ones, and this one ends there.
    private int _knownRows;
    private int _rows;

    /// <summary>Reads the fields of the call.</summary>
    /// <exception cref="UsageException">They do not fit the detector.</exception>
    public CountCorrection(VerbRun run, ProjectionGeometry geometry)
    {
        _run = run;
        _isStack = geometry.IsStack;
        if (run.Value(CountOptions.Flat) is { } flatPath)
        {
            using var flat = run.ReadVolume(flatPath);
            using var dark = run.Value(CountOptions.Dark) is { } darkPath ? run.ReadVolume(darkPath) : null;
            _fields = ReconstructionVerb.Checked(() => new DetectorFields(flat, dark, geometry.Columns, geometry.Rows));
        }
        else if (run.Value(CountOptions.Transmission))
        {
            _fields = DetectorFields.OfTransmissions(geometry.Columns, geometry.Rows);
        }
    }

    /// <summary>False where the file's numbers are the line integrals.</summary>
    public bool IsNeeded => _fields is not null || _run.Given(CountOptions.Zingers) || _run.Given(CountOptions.Rings);

    /// <summary>True where every view must be at hand at once.</summary>
    public bool NeedsAllViews => _run.Given(CountOptions.Rings);

    /// <summary>Copies of a part that are alive at the same time.</summary>
    public int Copies => !IsNeeded ? 0 : _run.Given(CountOptions.Zingers) || _run.Given(CountOptions.Rings) ? 4 : 2;

    /// <summary>Line integrals of a part; the part itself where nothing is to be done.</summary>
    /// <param name="part">What the file holds.</param>
    /// <param name="firstRow">The detector's row with which it begins.</param>
    /// <param name="beginsSlab">False where it holds further views of the rows of the part before.</param>
    public DeviceVolume Apply(DeviceVolume part, int firstRow, bool beginsSlab)
    {
        var current = part;
        var rows = firstRow + (_isStack ? part.Geometry.Size.K : part.Geometry.Size.J);
        if (beginsSlab)
            (_knownRows, _rows) = (_rows, rows);
        if (_fields is not null)
        {
            Next(v =>
            {
                var integrals = LineIntegrals.FromCounts(v, _fields, _isStack, _run.Value(CountOptions.LeastTransmission) ?? CountOptions.DefaultLeastTransmission, firstRow, Math.Max(0, _knownRows - firstRow), out var tally);
                _tally = _tally.And(tally);
                return integrals;
            });
        }

        if (_run.Value(CountOptions.Zingers) is { } threshold)
            Next(v => LineIntegrals.RemoveZingers(v, threshold));
        if (_run.Value(CountOptions.Rings) is { } width)
            Next(v => LineIntegrals.RemoveRings(v, _isStack, width));
        return current;

        void Next(Func<DeviceVolume, DeviceVolume> step)
        {
            var previous = current;
            try
            {
                current = ReconstructionVerb.Checked(() => step(previous));
            }
            finally
            {
                if (previous != part)
                    previous.Dispose();
            }
        }
    }

    /// <summary>Begins to count anew what is raised.</summary>
    public void Restart() => (_tally, _knownRows, _rows) = (default, 0, 0);

    /// <summary>Tells what was raised to the least transmission, in the rows that were read.</summary>
    public void Report()
    {
        if (_fields is null)
            return;
        var report = _run.Report;
        report.Add("counts_not_positive", json => json.WriteNumberValue(_tally.NotPositive));
        report.Add("counts_raised", json => json.WriteNumberValue(_tally.Raised));
        report.Add("dead_pixels", _tally.DeadPixels);
        var least = Text.Short(_run.Value(CountOptions.LeastTransmission) ?? CountOptions.DefaultLeastTransmission);
        if (_tally.Raised > 0)
            report.Warnings = [.. report.Warnings, $"{_tally.Raised} transmissions below {least}, {_tally.NotPositive} of them of counts that are not above the dark field, were raised to {least} before -ln."];
        if (_tally.DeadPixels > 0)
            report.Warnings = [.. report.Warnings, $"{_tally.DeadPixels} detector pixels are dead (the flat field is not above the dark field): their transmission counts as {least}. --rings and --zingers take their traces out."];
    }
}
