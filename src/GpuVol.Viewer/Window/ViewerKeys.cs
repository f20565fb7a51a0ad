namespace GpuVol.Viewer;

/// <summary>What keys and mouse do in the window, for the help and for <see cref="ViewerInput"/>.</summary>
internal static class ViewerKeys
{
    private const int Escape = 256;
    private const int ArrowRight = 262;
    private const int ArrowLeft = 263;
    private const int ArrowDown = 264;
    private const int ArrowUp = 265;
    private const int F1 = 290;
    private const int F11 = 300;
    private const int KeypadMinus = 333;
    private const int KeypadPlus = 334;

    private const int ArrowDegrees = 5;

    /// <summary>Keys, what they do, and what each code of them runs; codes are GLFW's, those of a keyboard with American letters.</summary>
    public static IReadOnlyList<(string Keys, string Meaning, (int Code, Action<ViewerModel> Run)[] Actions)> Keys { get; } =
    [
        ("1 to 5", "MIP, MinIP, average, composite, isosurface", [.. Enum.GetValues<RenderMode>().Select((mode, n) => ('1' + n, (Action<ViewerModel>)(model => model.SetMode(mode))))]),
        ("P", "next preset", [('P', model => model.NextPreset())]),
        ("T", "transfer function: show, hide", [('T', model => model.ToggleTransfer())]),
        ("arrows", "turn by 5 degrees", [(ArrowRight, Turn(1, 0)), (ArrowLeft, Turn(-1, 0)), (ArrowDown, Turn(0, 1)), (ArrowUp, Turn(0, -1))]),
        ("+ -", "larger, smaller", [('=', Zoom(1)), (KeypadPlus, Zoom(1)), ('-', Zoom(-1)), (KeypadMinus, Zoom(-1))]),
        ("V", "view from front, left, back, right, above, below", [('V', model => model.ChangeScene(model.Orbit.NextSide))]),
        ("O", "parallel rays, perspective", [('O', model => model.ChangeScene(model.Orbit.ToggleProjection))]),
        ("C", "cross-hair: show, hide", [('C', model => model.ToggleCrosshair())]),
        ("L", "panels: column, quarters, 3-D alone", [('L', model => model.NextArrangement())]),
        ("F, F11", "full screen", [('F', Ask(ViewerRequest.ToggleFullScreen)), (F11, Ask(ViewerRequest.ToggleFullScreen))]),
        ("S", "save the 3-D picture (.png) and its scene (.json)", [('S', Ask(ViewerRequest.SavePicture))]),
        ("R", "reset", [('R', model => model.Reset())]),
        ("H, F1", "this help", [('H', model => model.ToggleHelp()), (F1, model => model.ToggleHelp())]),
        ("Esc, Q", "end", [(Escape, Ask(ViewerRequest.Quit)), ('Q', Ask(ViewerRequest.Quit))]),
    ];

    /// <summary>What the mouse does.</summary>
    public static IReadOnlyList<(string Mouse, string Meaning)> Mouse { get; } =
    [
        ("3-D: drag", "turn"),
        ("3-D: Shift + drag, middle", "move"),
        ("3-D: wheel", "zoom"),
        ("3-D: right, Ctrl + drag", "window; composite: shift colours; iso: level"),
        ("slice: click, drag", "cross-hair"),
        ("slice: wheel", "next slice"),
        ("slice: right, Ctrl + drag", "window: width across, centre up and down"),
        ("points: drag, click", "move, add a point"),
        ("points: right click", "remove it"),
        ("points: wheel", "its hue"),
    ];

    /// <summary>What a key runs, or null.</summary>
    public static Action<ViewerModel>? Find(int code)
    {
        foreach (var (_, _, actions) in Keys)
        {
            foreach (var action in actions)
            {
                if (action.Code == code)
                    return action.Run;
            }
        }

        return null;
    }

    private static Action<ViewerModel> Turn(int right, int down) => model => model.ChangeScene(() => model.Orbit.Turn(right * ArrowDegrees, down * ArrowDegrees));

    private static Action<ViewerModel> Zoom(int notches) => model => model.ChangeScene(() => model.Orbit.Zoom(notches));

    private static Action<ViewerModel> Ask(ViewerRequest request) => model => model.Requests.Enqueue(request);
}
