uniform usampler3D Emptiness;
uniform sampler1D Table;
layout(location = 0) out vec4 Target;

// The first step of a shifted ray is shorter, as the last one of any ray is.
float MiddleOfStep(Ray ray, int n, out float weight)
{
    float begin = max(float(n) + ray.offset, 0.0);
    weight = min(n == 0 ? 1.0 + ray.offset : 1.0, ray.length - begin);
    return begin + 0.5 * weight;
}

vec4 Classified(Ray ray, float t)
{
    float entry = floor((Sample(ray, t) - picture.tableLow) * picture.tableScale + 0.5);
    return texture(Table, (entry + 0.5) * picture.tableTexel);
}

void main()
{
    vec4 sum = vec4(0.0);
    Ray ray = Enter();
    int count = ray.length > 0.0 ? int(ceil(ray.length - ray.offset)) : 0;
    int n = 0;
    while (n < count && sum.a < OpaqueEnough)
    {
        float weight;
        do
        {
            float t = MiddleOfStep(ray, n, weight);
            vec3 brick = BrickAt(ray, t);
            uint empty = texture(Emptiness, BrickTexel(brick)).r;
            if (empty == 0u)
                break;
            n += Leap(ray, t, brick, float(empty));
        }
        while (n < count);

        // What may be a part of a step, the first one and the ray's last, is the last one before the next look.
        int end = n == 0 ? 1 : min(n + SamplesPerLook, count);
        vec4 before = sum;
        float alpha = 0.0;
        while (n < end && sum.a < OpaqueEnough)
        {
            vec4 entry = vec4(0.0);
#ifdef LIT
            do
            {
                entry = entry.a > 0.0 ? entry : Classified(ray, MiddleOfStep(ray, n, weight));
                n++;
            }
            while (n < end && entry.a == 0.0);

            float gradient;
            float facing = Facing(ray, At(ray, MiddleOfStep(ray, n - 1, weight)), gradient);
            float lit = gradient / (gradient + picture.halfGradient);
            entry.rgb = entry.rgb * (1.0 + lit * (picture.ambient + picture.diffuse * facing - 1.0)) + entry.a * lit * picture.specular * ToThe32nd(facing);
#else
            entry = Classified(ray, MiddleOfStep(ray, n, weight));
            n++;
#endif
            alpha = entry.a;
            before = sum;
            sum += (1.0 - sum.a) * entry;
        }

        // A part of a step has a part of its opacity.
        MiddleOfStep(ray, n - 1, weight);
        if (alpha > 0.0 && weight < 1.0)
            sum = mix(before, sum, (1.0 - pow(1.0 - alpha, weight)) / alpha);
    }

    Target = vec4(sum.rgb, 1.0);
}
