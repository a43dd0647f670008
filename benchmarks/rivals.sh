#!/usr/bin/env bash
# Makes .venv-bench with the libraries that the benchmarks set this product beside. Nothing of it is ever shipped.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -m venv .venv-bench
# emoji 2 dropped a table that recognizers-text 1.0.2a2 imports.
.venv-bench/bin/pip install --quiet quantulum3==0.10.0 recognizers-text-suite==1.0.2a2 'emoji<2' blingfire==0.1.8 pysbd==0.3.4 spacy==3.8.18
