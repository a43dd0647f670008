"""Draws what `benchmarks/candidates.py` has measured: read units and processor time of a look-up by size of the store.

python benchmarks/candidates_drawing.py [--json benchmarks/results/candidates.json] [--svg docs/images/lookups.svg]
"""

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT, TOP, BOTTOM, PANEL = 760, 330, 40, 270, 270
SHOWN = (("median", "#1b7837"), ("mean", "#4393c3"), ("p95", "#b35806"))


def panel(rows: Sequence[dict[str, Any]], measure: str, title: str, left: float) -> list[str]:
    """One measure: median, mean and 95th percentile, and 1.2 times the first median as a dashed line."""
    sizes = [math.log10(row["claims"]) for row in rows]
    bar = 1.2 * rows[0][measure]["median"]
    highest = max(bar, *(row[measure]["p95"] for row in rows))

    def x(size: float) -> float:
        return left + (size - sizes[0]) / (sizes[-1] - sizes[0]) * PANEL

    def y(value: float) -> float:
        return BOTTOM - value / highest * (BOTTOM - TOP)

    parts = [f'<text x="{left + PANEL / 2:.0f}" y="20" text-anchor="middle">{title}</text>']
    parts.append(f'<line x1="{left}" x2="{left + PANEL}" y1="{BOTTOM}" y2="{BOTTOM}" stroke="#999999"/>')
    dashed = f'<line x1="{left}" x2="{left + PANEL}" y1="{y(bar):.1f}" y2="{y(bar):.1f}" stroke="#777777"'
    parts.append(f'{dashed} stroke-dasharray="4 4"/>')
    for size, row in zip(sizes, rows, strict=True):
        parts.append(f'<text x="{x(size):.0f}" y="{BOTTOM + 20}" text-anchor="middle">{row["claims"]:,}</text>')
    for name, colour in SHOWN:
        places = [(x(size), y(row[measure][name])) for size, row in zip(sizes, rows, strict=True)]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (a, b), row in zip(places, rows, strict=True):
            value = f"{row[measure][name]:g}"
            parts.append(f'<text x="{a:.0f}" y="{b - 6:.0f}" text-anchor="middle" fill="{colour}">{value}</text>')
    return parts


def drawing(rows: Sequence[dict[str, Any]]) -> str:
    """Both panels, as SVG."""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
            f'font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        )
    ]
    parts += panel(rows, "read_units", "read units of a look-up", 60)
    parts += panel(rows, "processor_milliseconds", "processor time of a look-up, milliseconds", 60 + PANEL + 100)
    for n, (name, colour) in enumerate(SHOWN):
        parts.append(f'<text x="{60 + n * 80}" y="{HEIGHT - 12}" fill="{colour}">{name}</text>')
    parts.append(
        f'<text x="{60 + len(SHOWN) * 80}" y="{HEIGHT - 12}" fill="#777777">dashed: 1.2 × the first median</text>'
    )
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "results" / "candidates.json")
    parser.add_argument("--svg", type=Path, default=ROOT / "docs" / "images" / "lookups.svg")
    options = parser.parse_args()
    options.svg.write_text(drawing(json.loads(options.json.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
