#!/usr/bin/python3
"""Fits exp(-t^2 / 2) for t >= 0 by three damped oscillations, nearly of least maximal error; prints the numbers of RecursiveGaussian.cs."""
import numpy as np
from scipy.optimize import least_squares

t = np.concatenate([np.linspace(0, 1, 400), np.linspace(1, 5, 800), np.linspace(5, 12, 300)])
gaussian = np.exp(-t * t / 2)


def error(x):
    total = -gaussian
    for re, im, decay, frequency in x.reshape(-1, 4):
        total = total + np.exp(-decay * t) * (re * np.cos(frequency * t) + im * np.sin(frequency * t))
    return total


# A first fit by random starts, to three digits.
x = np.array([2.899, 6.250, 2.112, 0.532, -2.024, -0.624, 2.084, 1.633, 0.125, -0.052, 2.019, 2.884])
weights = np.ones_like(t)
best = (np.inf, x)
for round_ in range(400):
    x = least_squares(lambda y: weights * error(y) * 1e4, x, xtol=1e-15, ftol=1e-15, gtol=1e-15).x
    size = np.abs(error(x))
    if size.max() < best[0]:
        best = (size.max(), x)
    weights *= (0.3 + size / size.max()) ** 0.5
    weights /= weights.mean()
for row in best[1].reshape(-1, 4):
    print("(new Complex(%.10f, %.10f), new Complex(%.10f, %.10f))," % tuple(row))
print("maximal error %.2e, slowest decay %.3f" % (best[0], best[1].reshape(-1, 4)[:, 2].min()))
