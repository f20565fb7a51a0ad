#!/usr/bin/env python3
"""Writes the median networks: straight-line minimum and maximum operations in src/GpuVol.Cpu and src/GpuVol.Kernels.

Every step merges sorted lists (Batcher's odd-even merge, or bitonic cuts where only the middle ranks are wanted) and keeps
only the ranks that can still be the median; what two rows or two slices of windows have in common is sorted once. The idea of
sharing sorted cores between neighbouring windows is that of A. Adams, "Fast median filters using separable sorting networks",
ACM Trans. Graph. 40 (2021), carried to three axes. A step is checked on all its sorted 0-1 inputs (the 0-1 principle), and
operations that agree on all of them are one operation. Of several orders the one with the fewest register spills is written.

    scripts/make_median_networks.py     prints the operations a voxel to stderr
"""
import bisect
import pathlib
import re
import sys
sys.setrecursionlimit(100000)

SIZES = [(3, 3, 3), (5, 5, 5), (7, 7, 7), (3, 3, 1), (5, 5, 1), (7, 7, 1)]
WIDTHS = [512, 256, 128]
PLANS = {}

class Net:
    """A min/max network in static single assignment; nodes with equal truth tables on all sorted 0-1 inputs are one node."""
    def __init__(self, lengths):
        self.lengths = lengths
        self.nodes = []          # (op, a, b)
        self.table = []
        self.known = {}
        total = 1
        for l in lengths: total *= l + 1
        self.full = (1 << total) - 1
        self.lists = []
        inner = total
        for l in lengths:
            outer = total // inner
            inner //= (l + 1)
            lst = []
            for e in range(l):
                # pattern digit d = number of ones; sorted ascending: element e is 1 iff e >= l - d
                block = 0
                for d in range(l + 1):
                    if e >= l - d:
                        block |= ((1 << inner) - 1) << (d * inner)
                v = 0
                period = inner * (l + 1)
                # replicate
                v = block
                done = 1
                while done < outer:
                    k = min(done, outer - done)
                    v |= (v & ((1 << (k * period)) - 1)) << (done * period)
                    done += k
                lst.append(self._node(('in', len(self.lists), e), v))
            self.lists.append(lst)
    def _node(self, op, v):
        if v in self.known: return self.known[v]
        i = len(self.nodes)
        self.nodes.append(op); self.table.append(v); self.known[v] = i
        return i
    def mn(self, a, b):
        if a is None: return b     # None = +inf
        if b is None: return a
        return self._node(('min', a, b), self.table[a] & self.table[b])
    def mx(self, a, b):
        if a is None or b is None: return None
        return self._node(('max', a, b), self.table[a] | self.table[b])
    def ops(self, outs):
        seen = set(); st = [o for o in outs if o is not None]
        while st:
            i = st.pop()
            if i in seen: continue
            seen.add(i)
            n = self.nodes[i]
            if n[0] != 'in': st += [n[1], n[2]]
        return [i for i in sorted(seen) if self.nodes[i][0] != 'in']
    # --- merging
    def oem(self, A, B):
        if not A: return list(B)
        if not B: return list(A)
        if len(A) == 1 and len(B) == 1: return [self.mn(A[0], B[0]), self.mx(A[0], B[0])]
        C = self.oem(A[0::2], B[0::2]); D = self.oem(A[1::2], B[1::2])
        # merged: c0, then pairs (d_i, c_{i+1})
        out = [C[0]]
        i = 0
        while i < len(D) or i + 1 < len(C):
            d = D[i] if i < len(D) else None
            c = C[i + 1] if i + 1 < len(C) else None
            if d is None: out.append(c)
            elif c is None: out.append(d)
            else:
                out.append(self.mn(d, c)); out.append(self.mx(d, c))
            i += 1
        return out
    def bitonic(self, s):
        n = len(s)
        if n <= 1: return list(s)
        h = 1
        while h * 2 < n: h *= 2
        # arbitrary n: pad in front would be -inf; pad behind with +inf (None)
        p = list(s) + [None] * (2 * h - n)
        lo = [self.mn(p[i], p[i + h]) for i in range(h)]
        hi = [self.mx(p[i], p[i + h]) for i in range(h)]
        return self._bit2(lo) + self._bit2(hi)
    def _bit2(self, p):
        if len(p) == 1: return p
        h = len(p) // 2
        lo = [self.mn(p[i], p[i + h]) for i in range(h)]
        hi = [self.mx(p[i], p[i + h]) for i in range(h)]
        return self._bit2(lo) + self._bit2(hi)
    def mid(self, X, Y, lo, hi):
        """Ranks lo..hi of the union, sorted, by the cheapest of a pruned odd-even merge and bitonic cuts."""
        key = (len(X), len(Y), lo, hi)
        if key not in PLANS: PLANS[key] = self._plan(*key)
        return self._apply(PLANS[key][1], X, Y, lo, hi)
    def _apply(self, plan, X, Y, lo, hi):
        if plan is None: return self.oem(X, Y)[lo:hi + 1]
        swap, lo2, K = plan
        if swap: X, Y = Y, X
        return self._cut(X, Y, lo2, lo2 + K - 1)[lo - lo2:hi - lo2 + 1]
    def _plan(self, m, n, lo, hi):
        def cost(plan):
            net = Net([m, n])
            r = net._apply(plan, *net.lists, lo, hi)
            return len(net.ops(r))
        plans = [None]
        K = 1
        while K < hi - lo + 1: K *= 2
        for lo2 in range(max(0, hi + 1 - K), min(lo, m + n - K) + 1):
            plans += [(s, lo2, K) for s in (False, True)]
        best = None
        for p in plans:
            try: c = cost(p)
            except (ValueError, TypeError, KeyError): continue
            if best is None or c < best[0]: best = (c, p)
        return best
    def _cut(self, X, Y, lo, hi):
        """Drops the lowest lo and all above hi by one bitonic cut each; hi - lo + 1 is a power of two, the rest is a bitonic sort."""
        m, n = len(X), len(Y); K = hi - lo + 1
        seq = [Y[j] for j in range(n - 1, lo - 1, -1)]
        for i in range(lo):
            j = lo - 1 - i
            if i < m and j < n: seq.append(self.mx(X[i], Y[j]))
        seq += [X[i] for i in range(lo, m)]
        assert len(seq) == m + n - lo
        # V-shaped: the lowest K are a contiguous window, so each residue modulo K has exactly one of them
        res = []
        for i in range(K):
            x = seq[i]
            for q in range(i + K, len(seq), K): x = self.mn(x, seq[q])
            res.append(x)
        s = self._bit2(res)
        assert self._issorted(s)
        return s
    def _issorted(self, s):
        for a, b in zip(s, s[1:]):
            if self.table[a] & ~self.table[b] & self.full: return False
        return True
    def kth(self, A, B, k):
        cands = []
        for i in range(0, k + 2):
            j = k + 1 - i
            if i > len(A) or j > len(B): continue
            if i == 0: cands.append(B[j - 1])
            elif j == 0: cands.append(A[i - 1])
            else: cands.append(self.mx(A[i - 1], B[j - 1]))
        while len(cands) > 1:
            cands = [self.mn(cands[i], cands[i + 1]) if i + 1 < len(cands) else cands[i] for i in range(0, len(cands), 2)]
        return cands[0]

SORT = {1: [], 3: [(0,2),(0,1),(1,2)], 5: [(0,3),(1,4),(0,2),(1,3),(0,1),(2,4),(1,2),(3,4),(2,3)],
        7: [(0,6),(2,3),(4,5),(0,2),(1,4),(3,6),(0,1),(2,5),(3,4),(1,2),(4,6),(2,3),(4,5),(1,2),(3,4),(5,6)]}

def sort(net, w):
    w = list(w)
    for a, b in SORT[len(w)]:
        w[a], w[b] = net.mn(w[a], w[b]), net.mx(w[a], w[b])
    return w

class Plain:
    """A network without truth tables, for stages put together from verified parts; equal expressions are one node."""
    def __init__(self): self.nodes = []; self.known = {}
    def _n(self, k):
        if k not in self.known: self.known[k] = len(self.nodes); self.nodes.append(k)
        return self.known[k]
    def leaf(self, l, e): return self._n(('in', l, e))
    def mn(self, a, b): return self._n(('min', min(a,b), max(a,b)))
    def mx(self, a, b): return self._n(('max', min(a,b), max(a,b)))
    def ops(self, outs):
        seen=set(); st=list(outs)
        while st:
            i=st.pop()
            if i in seen: continue
            seen.add(i)
            n=self.nodes[i]
            if n[0]!='in': st+= [n[1],n[2]]
        return [i for i in sorted(seen) if self.nodes[i][0]!='in']

def graft(plain, net, ins, outs):
    """Copies the part of net that outs need into plain; ins[l][e] are plain's nodes for net's inputs."""
    m = {}
    for i in sorted(set(net.ops(outs)) | {x for l in net.lists for x in l}):
        n = net.nodes[i]
        m[i] = ins[n[1]][n[2]] if n[0] == 'in' else (plain.mn if n[0] == 'min' else plain.mx)(m[n[1]], m[n[2]])
    return [m[o] for o in outs]

CACHE = {}
def merged(plain, A, B, lo=0, hi=None):
    hi = len(A) + len(B) - 1 if hi is None else hi
    k = ('mid', len(A), len(B), lo, hi)
    if k not in CACHE:
        net = Net([len(A), len(B)]); CACHE[k] = (net, net.mid(*net.lists, lo, hi))
        assert net._issorted(CACHE[k][1])
    return graft(plain, CACHE[k][0], [A, B], CACHE[k][1])
def kth(plain, A, B, r):
    k = ('kth', len(A), len(B), r)
    if k not in CACHE:
        net = Net([len(A), len(B)]); CACHE[k] = (net, [net.kth(*net.lists, r)])
        ref = Net([len(A), len(B)]); assert ref.table[ref.oem(*ref.lists)[r]] == net.table[CACHE[k][1][0]]
    return graft(plain, CACHE[k][0], [A, B], CACHE[k][1])[0]
def sorted_(plain, w):
    k = ('sort', len(w))
    if k not in CACHE:
        net = Net([1] * len(w)); CACHE[k] = (net, sort(net, [l[0] for l in net.lists])); assert net._issorted(CACHE[k][1])
    return graft(plain, CACHE[k][0], [[x] for x in w], CACHE[k][1])

def window_range(known, total, rank):
    """Ranks among `known` sorted elements that can be `rank` of `total`."""
    return max(0, rank - (total - known)), min(known - 1, rank)

def spills(net, order, outs, regs):
    """Belady spills of an order: loads of spilled values."""
    pos = {}
    for t, i in enumerate(order):
        n = net.nodes[i]
        for o in n[1:]: pos.setdefault(o, []).append(t)
    INF = 1 << 30
    for o in outs: pos.setdefault(o, [])
    inreg = {}; cost = 0; spilled = set()
    def nxt(o, t):
        p = pos.get(o, []); k = bisect.bisect_right(p, t); return p[k] if k < len(p) else INF
    for t, i in enumerate(order):
        n = net.nodes[i]
        for o in n[1:]:
            if o not in inreg and net.nodes[o][0] != 'in': cost += 1
            inreg[o] = nxt(o, t)
        for o in list(inreg):
            if inreg[o] == INF: del inreg[o]
        u = nxt(i, t)
        if u < INF: inreg[i] = u
        while len(inreg) > regs:
            v = max(inreg, key=inreg.get)
            if v not in spilled and net.nodes[v][0] != 'in': cost += 1; spilled.add(v)
            del inreg[v]
    return cost

def schedules(net, outs):
    need = net.ops(outs); s = set(need)
    yield list(need)
    for outsorder in (outs, outs[::-1]):
        for flip in (0, 1):
            done = set(); order = []
            def visit(i):
                st = [(i, 0)]
                while st:
                    i, k = st.pop()
                    if i in done or net.nodes[i][0] == 'in': continue
                    n = net.nodes[i]; ch = n[1:] if not flip else n[1:][::-1]
                    if k == 2: done.add(i); order.append(i); continue
                    st.append((i, k + 1)); st.append((ch[k], 0))
            for o in outsorder: visit(o)
            # a pair's other half right behind the first: both inputs are in registers then
            yield order
            paired = []; emitted = set()
            mate = {}
            for i in need:
                n = net.nodes[i]; mate.setdefault(n[1:], []).append(i)
            for i in order:
                for j in sorted(mate[net.nodes[i][1:]], key=lambda x: x != i):
                    if j not in emitted: emitted.add(j); paired.append(j)
            yield paired
    # greedy: of the ready nodes the one that frees most
    users = {}
    for i in need:
        for o in net.nodes[i][1:]: users.setdefault(o, set()).add(i)
    left = {o: len(u) for o, u in users.items()}
    missing = {i: sum(net.nodes[o][0] != 'in' for o in set(net.nodes[i][1:])) for i in need}
    for w in (0, 1, 4):
        l = dict(left); m = dict(missing); ready = [i for i in need if m[i] == 0]; order = []; born = {}
        while ready:
            t = len(order)
            def score(i):
                ops = net.nodes[i][1:]
                freed = sum(l[o] == 1 for o in ops)
                half = sum(l[o] < len(users[o]) for o in ops)
                age = max([born.get(o, -1) for o in ops])
                return (freed * 4 + half * w, age, -i)
            i = max(ready, key=score); ready.remove(i); order.append(i); born[i] = t
            for o in net.nodes[i][1:]: l[o] -= 1; born[o] = t
            for u in users.get(i, ()):
                m[u] -= 1
                if m[u] == 0: ready.append(u)
        yield order

def emit(name, doc, net, leafexpr, outs, outexpr, params, w, prologue=()):
    best = None
    for o in schedules(net, outs):
        c = spills(net, o, outs, 30)
        if best is None or c < best[0]: best = (c, o)
    cost, order = best
    uses = {}
    for i in order:
        for o in net.nodes[i][1:]: uses[o] = uses.get(o, 0) + 1
    outset = {}
    for k, o in enumerate(outs): outset.setdefault(o, []).append(k)
    free = []; nvars = 0; var = {}; body = []; loads = 0
    def take():
        nonlocal nvars
        if free: return free.pop()
        nvars += 1; return f'v{nvars - 1}'
    for i in order:
        n = net.nodes[i]
        for o in n[1:]:
            if o not in var:
                assert net.nodes[o][0] == 'in'
                var[o] = take(); loads += 1
                body.append(f'{var[o]} = W.Load({leafexpr(*net.nodes[o][1:])});')
        a, b = (var[o] for o in n[1:])
        for o in n[1:]:
            uses[o] -= 1
            if uses[o] == 0: free.append(var[o])
        var[i] = take()
        body.append(f'{var[i]} = W.{"Min" if n[0] == "min" else "Max"}({a}, {b});')
        if i in outset:
            for k in outset[i]: body.append(f'{var[i]}.Store({outexpr(k)});')
            if uses.get(i, 0) == 0: free.append(var[i])
    print(f'{name}: ops {len(order)} loads {loads} stores {len(outs)} belady spill traffic {cost} locals {nvars}', file=sys.stderr)
    w(f'    // {doc} {len(order)} operations.')
    w('    [MethodImpl(MethodImplOptions.AggressiveOptimization)]')
    w(f'    public static void {name}({params})')
    w('    {')
    if any('n' == t for b in body for t in re.findall(r'\w+', b)): w('        var n = W<T>.Count;')
    for q in prologue: w('        ' + q)
    w('        W<T> ' + ', '.join(f'v{k}' for k in range(nvars)) + ';')
    line = ''
    for b in body:
        if len(line) + len(b) > 150: w('        ' + line); line = ''
        line += (' ' if line else '') + b
    w('        ' + line)
    w('    }'); w('')
    return len(order)

def off(base, e): return base if e == 0 else (f'{base} + n' if e == 1 else f'{base} + ({e} * n)')

def network(nx, ny, nz, w):
    cname = f'MedianNetwork{nx}x{ny}x{nz}LanesNNN'
    total = nx * ny * nz; rank = total // 2; L = nx * nz; tz = 2 if nz > 1 else 1
    w(f'/// <summary>The median of {nx}x{ny}x{nz} voxels, for 2 rows of {tz} slice(s) at a time.</summary>')
    w(f'internal readonly unsafe struct {cname}<T> : IMedianNetwork<T>'); w('{')
    w('    /// <summary>Minimum and maximum operations per voxel.</summary>'); w('    public const double OperationsPerVoxel = OPS;'); w('')
    for k, v in (('SizeI', nx), ('SizeJ', ny), ('SizeK', nz), ('TileK', tz), ('ListLength', L), ('Lanes', 'W<T>.Count')):
        w(f'    public static int {k} => {v};'); w('')
    # column
    p = Plain()
    rows = [sorted_(p, [p.leaf(s, e) for e in range(nx)]) for s in range(nz + tz - 1)]
    if nz == 1: outs = rows[0]
    else:
        core = rows[1:nz]
        while len(core) > 1: core = [merged(p, core[i], core[i + 1]) if i + 1 < len(core) else core[i] for i in range(0, len(core), 2)]
        outs = merged(p, core[0], rows[0]) + merged(p, core[0], rows[nz])
    c1 = emit('Column', f'Sorts {nx} neighbours along i and {nz} along k: {tz} list(s) of {L}.', p, lambda s, e: f's{s} + {e}' if e else f's{s}', outs,
         lambda k: off('lists', k), 'T** slices, long offset, T* lists', w, [f'var s{s} = slices[{s}] + offset;' for s in range(nz + tz - 1)])
    r = ny // 2
    c2 = 0
    if r > 1:
        p = Plain(); A = [p.leaf(0, e) for e in range(L)]; B = [p.leaf(1, e) for e in range(L)]
        c2 = emit('Pair', f'Merges two sorted lists of {L}.', p, lambda l, e: off('ab'[l], e), merged(p, A, B), lambda k: off('pair', k), 'T* a, T* b, T* pair', w)
    PL = L if r == 1 else 2 * L
    ncore = 2 if r == 1 else r
    p = Plain(); core = [[p.leaf(2 + c, e) for e in range(PL)] for c in range(ncore)]; known = PL
    lo = 0
    while len(core) > 1:
        # merge first two; prune to what can still be the median
        A, B = core[0], core[1]
        tot = known + PL
        glo, ghi = window_range(tot, total, rank)
        m = merged(p, A, B, glo - lo, ghi - lo)
        core = [m] + core[2:]; known = tot; lo = glo
    core = core[0]
    outs = [kth(p, core, [p.leaf(e_, i) for i in range(L)], rank - lo) for e_ in (0, 1)]
    names = ['first', 'last'] + [f'core{c}' for c in range(ncore)]
    c3 = emit('Select', f'The medians of two rows: the {ny - 1} rows they share, with the row before and the row behind.', p, lambda l, e: off(names[l], e), outs,
         lambda k: ('target0', 'target1')[k], 'T* first, T* last, T** cores, T* target0, T* target1', w, [f'var core{c} = cores[{c}];' for c in range(ncore)])
    per = (2 * c1 + tz * c2 + tz * c3) / (2 * tz)
    print(f'{cname}: {per} operations per voxel', file=sys.stderr)
    w('}')
    return per

KERNEL_TYPES = [('Float32', 'float', 'f32'), ('UInt8', 'byte', 'u8'), ('Int16', 'short', 'i16'), ('UInt16', 'ushort', 'u16')]


def kernels():
    """The median of 27 for devices that run one thread a voxel: all in registers, no array, no branch but those of the border."""
    p = Plain()
    faces = []
    for k in range(3):
        rows = [sorted_(p, [p.leaf(0, 9 * k + 3 * j + i) for i in range(3)]) for j in range(3)]
        faces.append(merged(p, merged(p, rows[0], rows[1]), rows[2]))
    low, high = window_range(18, 27, 13)
    result = kth(p, merged(p, faces[0], faces[1], low, high), faces[2], 13 - low)
    order = p.ops([result])
    lines = ['// Made by scripts/make_median_networks.py; change that, not this.', 'namespace GpuVol.Kernels;', '',
             '/// <summary>The median of 3x3x3 voxels by a network of minimum and maximum in registers. One thread per voxel; i varies fastest.</summary>',
             '/// <remarks>The answer of <see cref="RankKernels"/> at rank 13, with the window read once instead of once for each bit.</remarks>',
             'public static partial class MedianKernels', '{']
    w = lines.append
    for name, type_, short in KERNEL_TYPES:
        is_float = type_ == 'float'
        w(f'    /// <summary>{short} voxels' + (', which are intensities as they are.' if is_float else '; the result is rescaled to an intensity.') + '</summary>')
        w('    [Kernel]')
        w(f'    public static void Median27{name}(Index3D voxel, ArrayView<{type_}> source, ArrayView<float> target, NeighbourhoodParameters p)')
        w('    {')
        for axis, size in zip('ijk', 'XYZ'):
            for step in range(3):
                w(f'        var {axis}{step} = BorderModes.SampleIndex(voxel.{size} + {step - 1}, p.Size{axis.upper()}, p.Border);'.replace('+ -1', '- 1').replace(' + 0', ''))
        w('        var median = Median27(')
        for k in range(3):
            for j in range(3):
                w('            ' + ', '.join(f'{name}Key(source, i{i}, j{j}, k{k}, p)' for i in range(3)) + (');' if (j, k) == (2, 2) else ','))
        value = 'RankKernels.FromKey(median)' if is_float else 'RankKernels.Intensity(median, p.Slope, p.Intercept)'
        w(f'        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = {value};')
        w('    }'); w('')
    for name, type_, short in KERNEL_TYPES:
        is_float = type_ == 'float'
        w(f'    private static int {name}Key(ArrayView<{type_}> source, int i, int j, int k, NeighbourhoodParameters p)')
        w('    {')
        w('        if (i < 0 || j < 0 || k < 0)')
        w('            return ' + ('RankKernels.Key(p.BorderValue);' if is_float else '(int)p.BorderValue;'))
        v = 'source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)]'
        w('        return ' + (f'RankKernels.Key({v});' if is_float else f'{v};'))
        w('    }'); w('')
    w(f'    // {len(order)} operations.')
    w('    private static int Median27(' + ', '.join(f'int a{e}' for e in range(27)) + ')')
    w('    {')
    name = {}
    for n in order:
        op, *inputs = p.nodes[n]
        for x in inputs:
            if p.nodes[x][0] == 'in': name[x] = f'a{p.nodes[x][2]}'
        name[n] = f'v{len(name)}'
        w(f'        var {name[n]} = XMath.{"Min" if op == "min" else "Max"}({name[inputs[0]]}, {name[inputs[1]]});')
    w(f'        return {name[result]};')
    w('    }'); w('}')
    return '\n'.join(lines) + '\n'


if __name__ == '__main__':
    folder = pathlib.Path(__file__).resolve().parent.parent / 'src/GpuVol.Cpu/Filters/Ranks/MedianNetworks'
    folder.mkdir(exist_ok=True)
    for size in SIZES:
        lines = ['// Made by scripts/make_median_networks.py; change that, not this.', 'using System.Runtime.CompilerServices;', 'using System.Runtime.Intrinsics;', '', 'namespace GpuVol.Cpu;', '']
        per = network(*size, lines.append)
        text = '\n'.join(lines).rstrip().replace('\n\n}', '\n}').replace('OPS', str(per)) + '\n'
        for bits in WIDTHS:
            wide = re.sub(r'\bW\b', f'Vector{bits}', text).replace('LanesNNN', f'Lanes{bits}')
            (folder / 'MedianNetwork{}x{}x{}Lanes{}.cs'.format(*size, bits)).write_text(wide)
    (folder.parents[3] / 'GpuVol.Kernels/Filters/MedianKernels.cs').write_text(kernels())
