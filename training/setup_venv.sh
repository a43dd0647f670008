#!/bin/sh
# Makes the virtual environment of the training scripts: .venv-train beside the product's own .venv.
set -eu
cd "$(dirname "$0")/.."
python3.11 -m venv .venv-train
.venv-train/bin/pip install --quiet --requirement training/requirements.txt
