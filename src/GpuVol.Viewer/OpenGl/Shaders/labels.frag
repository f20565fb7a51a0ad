uniform usampler3D Labels;
uniform sampler1D Colours;
layout(location = 0) out vec4 Target;

uint Label(vec3 voxel)
{
    return texture(Labels, (voxel + 0.5) * picture.textureScale).r;
}

// Beyond the grid there is no label.
float Is(vec3 voxel, uint label)
{
    bool outside = any(lessThan(voxel, vec3(0.0))) || any(greaterThanEqual(voxel, picture.size));
    return !outside && Label(voxel) == label ? 1.0 : 0.0;
}

float RowShare(vec3 voxel, float f, uint label)
{
    return (1.0 - f) * Is(voxel, label) + f * Is(voxel + vec3(1.0, 0.0, 0.0), label);
}

float Share(vec3 position, uint label)
{
    vec3 voxel = floor(position);
    vec3 f = position - voxel;
    float near = mix(RowShare(voxel, f.x, label), RowShare(voxel + vec3(0.0, 1.0, 0.0), f.x, label), f.y);
    float far = mix(RowShare(voxel + vec3(0.0, 0.0, 1.0), f.x, label), RowShare(voxel + vec3(0.0, 1.0, 1.0), f.x, label), f.y);
    return mix(near, far, f.z);
}

float LabelFacing(Ray ray, vec3 position, uint label)
{
    vec2 one = vec2(1.0, 0.0);
    vec3 g = vec3(
        Share(position + one.xyy, label) - Share(position - one.xyy, label),
        Share(position + one.yxy, label) - Share(position - one.yxy, label),
        Share(position + one.yyx, label) - Share(position - one.yyx, label));
    float squared = dot(g * g, picture.metric) + dot(g.xxy * g.yzz, picture.mixedMetric);
    return squared > 0.0 ? min(abs(dot(g, ray.step)) / (picture.stepMm * sqrt(squared)), 1.0) : 1.0;
}

void main()
{
    vec4 sum = vec4(0.0);
    Ray ray = Enter();
    int last = ray.length > 0.0 ? int(ceil(ray.length)) : -1;
    int n = 0;
    uint before = 0u;
    while (n <= last && sum.a < OpaqueEnough)
    {
        // To where the ray enters a label.
        bool isSurface = false;
        while (n <= last && !isSurface)
        {
            uint label = Label(floor(At(ray, min(float(n), ray.length)) + 0.5));
            isSurface = label != before && label != 0u;
            before = label;
            n++;
        }

        if (isSurface)
        {
            float t = min(float(n - 1), ray.length);
            float facing = n == 1 && ray.cutFacing >= 0.0 ? ray.cutFacing : LabelFacing(ray, At(ray, t), before);
            vec4 colour = texelFetch(Colours, int(before), 0);
            sum += (1.0 - sum.a) * colour.a * vec4(colour.rgb * (picture.ambient + picture.diffuse * facing), 1.0);
        }
    }

    Target = sum;
}
