#version 330 core

// A picture in a part of the window: colours as they are, or intensities as grey levels. Row 0 of the picture is its top one.
uniform sampler2D Picture;
uniform float Left, Lower, Width, Height;
uniform int IsGrey;
uniform float Low, High;
layout(location = 0) out vec4 Target;

void main()
{
    vec2 at = (gl_FragCoord.xy - vec2(Left, Lower)) / vec2(Width, Height);
    vec4 texel = texture(Picture, vec2(at.x, 1.0 - at.y));
    if (IsGrey == 0)
    {
        Target = texel;
        return;
    }

    // A window without width is black.
    float level = High > Low ? clamp((texel.r - Low) / (High - Low), 0.0, 1.0) : 0.0;
    Target = vec4(vec3(level), 1.0);
}
