namespace GpuVol.Viewer;

/// <summary>An OpenGL 3.3 core context.</summary>
internal interface IGlContext : IDisposable
{
    /// <summary>Its functions; call them between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    Gl Gl { get; }

    /// <summary>Renderer and version.</summary>
    string Description { get; }

    /// <summary>True where the CPU draws.</summary>
    bool IsSoftware { get; }

    /// <summary>Makes the context current on this thread.</summary>
    /// <exception cref="OpenGlException">Another thread has it.</exception>
    void Enter();

    /// <summary>Gives the context free for other threads.</summary>
    void Leave();
}
