"""Prints what each function weighs with its layers, unzipped, against Lambda's limit.

python -m tools.package_sizes
"""

import sys

from tools.built_stack import BUILD, LIMIT_MIB, Stack, size_mib

TO_SPARE_MIB = 10


def main() -> int:
    """One line a function; 1 if one leaves less room than it should."""
    if not (BUILD / "template.yaml").exists():
        sys.stderr.write("Nothing is built: run `make build` first.\n")
        return 2
    functions = Stack().functions
    for name, function in sorted(functions.items()):
        parts = " + ".join(f"{layer.name} {size_mib(layer):.1f}" for layer in function.layers)
        sys.stdout.write(f"{name:16} {function.unzipped_mib:6.1f} MiB of {LIMIT_MIB}   {parts}\n")
    return int(any(function.unzipped_mib > LIMIT_MIB - TO_SPARE_MIB for function in functions.values()))


if __name__ == "__main__":
    raise SystemExit(main())
