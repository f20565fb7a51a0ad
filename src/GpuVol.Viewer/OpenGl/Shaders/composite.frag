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

vec4 Classified(Ray ray, int n)
{
    float weight;
    float intensity = Sample(ray, MiddleOfStep(ray, n, weight));
    return texelFetch(Table, int(clamp((intensity - TableLow) * TableScale + 0.5, 0.0, TableLast)), 0);
}

void main()
{
    vec4 sum = vec4(0.0);
    Ray ray = Enter();
    int count = ray.length > 0.0 ? int(ceil(ray.length - ray.offset)) : 0;
    int n = 0;
    while (n < count)
    {
        float weight;
        do
        {
            vec3 at = InBricks(ray, MiddleOfStep(ray, n, weight));
            ivec3 brick = Brick(at);
            int empty = int(texelFetch(Emptiness, brick, 0).r);
            if (empty == 0)
                break;
            n += Leap(ray, at, brick, empty);
        }
        while (n < count);

        int end = min(n + SamplesPerLook, count);
        while (n < end)
        {
#ifdef LIT
            while (n < end - 1 && Classified(ray, n).a == 0.0)
                n++;
#endif
            vec4 entry = Classified(ray, n);
            float t = MiddleOfStep(ray, n, weight);
            n++;
            float alpha = entry.a;
            float share = 1.0;
            if (alpha > 0.0 && weight < 1.0)
            {
                // A part of a step has a part of its opacity.
                alpha = 1.0 - pow(1.0 - entry.a, weight);
                share = alpha / entry.a;
            }

            float matt = share;
            float highlight = 0.0;
#ifdef LIT
            float gradient;
            float facing = Facing(ray, At(ray, t), gradient);
            float lit = gradient / (gradient + HalfGradient);
            matt = share * (1.0 + lit * (Ambient + Diffuse * facing - 1.0));
            highlight = alpha * lit * Specular * ToThe32nd(facing);
#endif
            sum += (1.0 - sum.a) * vec4(entry.rgb * matt + highlight, alpha);
            if (sum.a >= OpaqueEnough)
                n = count;
        }
    }

    Target = vec4(sum.rgb, 1.0);
}
