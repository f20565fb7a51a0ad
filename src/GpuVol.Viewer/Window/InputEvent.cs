namespace GpuVol.Viewer;

/// <summary>What a user did.</summary>
internal enum InputKind
{
    /// <summary>The mouse moved.</summary>
    Move,

    /// <summary>A mouse button went down.</summary>
    Press,

    /// <summary>A mouse button went up.</summary>
    Release,

    /// <summary>The wheel turned by <see cref="InputEvent.Notches"/>.</summary>
    Scroll,

    /// <summary>A key went down, or repeats.</summary>
    Key,
}

/// <summary>The keys that change what a mouse button means; GLFW's bits.</summary>
[Flags]
internal enum Modifiers
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Shift.</summary>
    Shift = 1,

    /// <summary>Ctrl.</summary>
    Control = 2,
}

/// <summary>One thing that a user did.</summary>
/// <param name="Kind">What.</param>
/// <param name="X">Where the mouse is, in pixels of the picture from the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="Code">The button or key, in GLFW's numbers (letters and digits are their ASCII codes).</param>
/// <param name="Modifiers">Keys held down.</param>
/// <param name="Notches">How far the wheel turned; away from the user is positive.</param>
internal readonly record struct InputEvent(InputKind Kind, double X, double Y, int Code = 0, Modifiers Modifiers = Modifiers.None, double Notches = 0)
{
    /// <summary>The left mouse button.</summary>
    public const int Left = 0;

    /// <summary>The right mouse button.</summary>
    public const int Right = 1;

    /// <summary>The middle mouse button.</summary>
    public const int Middle = 2;
}
