#version 330 core

// A picture in a part of the window: colours as they are, or intensities as grey levels. Row 0 of the picture is its top one.
uniform sampler2D Picture;
flat in vec2 corner, size, window;
flat in int isGrey;
layout(location = 0) out vec4 Target;

void main()
{
    vec2 at = (gl_FragCoord.xy - corner) / size;
    vec4 texel = texture(Picture, vec2(at.x, 1.0 - at.y));

    // A window without width is black.
    float level = window.y > window.x ? clamp((texel.r - window.x) / (window.y - window.x), 0.0, 1.0) : 0.0;
    Target = isGrey == 0 ? texel : vec4(vec3(level), 1.0);
}
