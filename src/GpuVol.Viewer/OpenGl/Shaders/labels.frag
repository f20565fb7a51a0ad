uniform usampler3D Labels;
uniform sampler1D Colours;
layout(location = 0) out vec4 Target;

// Beyond the grid there is no label.
float Is(ivec3 voxel, uint label)
{
    bool outside = any(lessThan(voxel, ivec3(0))) || any(greaterThanEqual(voxel, ivec3(picture.size)));
    return !outside && texelFetch(Labels, voxel, 0).r == label ? 1.0 : 0.0;
}

float RowShare(ivec3 voxel, float f, uint label)
{
    return (1.0 - f) * Is(voxel, label) + f * Is(voxel + ivec3(1, 0, 0), label);
}

float Share(vec3 position, uint label)
{
    ivec3 voxel = ivec3(floor(position));
    vec3 f = position - vec3(voxel);
    float near = mix(RowShare(voxel, f.x, label), RowShare(voxel + ivec3(0, 1, 0), f.x, label), f.y);
    float far = mix(RowShare(voxel + ivec3(0, 0, 1), f.x, label), RowShare(voxel + ivec3(0, 1, 1), f.x, label), f.y);
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
    uint before = 0u;
    for (int n = 0; n <= last; n++)
    {
        vec3 position = At(ray, min(float(n), ray.length));
        uint label = texelFetch(Labels, ivec3(position + 0.5), 0).r;
        if (label != before && label != 0u)
        {
            float facing = n == 0 && ray.cutFacing >= 0.0 ? ray.cutFacing : LabelFacing(ray, position, label);
            vec4 colour = texelFetch(Colours, int(label), 0);
            sum += (1.0 - sum.a) * colour.a * vec4(colour.rgb * (picture.ambient + picture.diffuse * facing), 1.0);
            if (sum.a >= OpaqueEnough)
                break;
        }

        before = label;
    }

    Target = sum;
}
