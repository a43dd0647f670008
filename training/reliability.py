"""How far probabilities can be taken at their word: bins, the expected calibration error, and a drawing of both."""

import numpy as np

BINS = 10
SIZE, LEFT, TOP = 300, 60, 30


def reliability(shares: np.ndarray, true: np.ndarray) -> dict:
    """Ten bins of equal width.

    Args:
        shares: Probabilities given (pairs,).
        true: Whether what they speak of is so (pairs,), 0 or 1.

    Returns:
        `pairs`, `expected_calibration_error` (mean distance between probability and share that is so, weighted by
        the bins' pairs; Guo et al. 2017), and `bins` with `given`, `so` and `pairs` each, empty ones left out.
    """
    number = np.minimum((shares * BINS).astype(int), BINS - 1)
    bins = [
        {
            "given": round(float(shares[number == i].mean()), 4),
            "so": round(float(true[number == i].mean()), 4),
            "pairs": int((number == i).sum()),
        }
        for i in range(BINS)
        if (number == i).any()
    ]
    error = sum(abs(b["given"] - b["so"]) * b["pairs"] for b in bins) / len(shares)
    return {"pairs": len(shares), "expected_calibration_error": round(error, 4), "bins": bins}


def drawing(curves: dict[str, dict]) -> str:
    """An SVG of some `reliability` results by name: share that is so over probability given, with the diagonal."""
    width, height = LEFT + len(curves) * (SIZE + LEFT), TOP + SIZE + 60
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">']
    parts.append('<g font-size="13"><rect width="100%" height="100%" fill="white"/>')
    for place, (name, curve) in enumerate(curves.items()):
        x, y = LEFT + place * (SIZE + LEFT), TOP + SIZE
        parts.append(f'<rect x="{x}" y="{TOP}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#999"/>')
        parts.append(f'<line x1="{x}" y1="{y}" x2="{x + SIZE}" y2="{TOP}" stroke="#bbb" stroke-dasharray="4"/>')
        for share in (0, 0.5, 1):
            parts.append(f'<text x="{x + share * SIZE}" y="{y + 18}" text-anchor="middle">{share:g}</text>')
            parts.append(f'<text x="{x - 8}" y="{y - share * SIZE + 4}" text-anchor="end">{share:g}</text>')
        points = [(x + b["given"] * SIZE, y - b["so"] * SIZE, b["pairs"]) for b in curve["bins"]]
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="#1f6feb"/>')
        for px, py, n in points:
            parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{2 + np.log10(n):.1f}" fill="#1f6feb">')
            parts.append(f"<title>{n} pairs</title></circle>")
        error, pairs = curve["expected_calibration_error"], curve["pairs"]
        parts.append(f'<text x="{x}" y="{TOP - 10}">{name}: error {error:.3f} on {pairs:,} pairs</text>')
        parts.append(f'<text x="{x + SIZE / 2}" y="{y + 40}" text-anchor="middle">probability given</text>')
    return "\n".join([*parts, "</g></svg>\n"])
