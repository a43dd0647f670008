#!/bin/sh
# Writes the lock of each Lambda layer, at the versions of requirements/dev.lock, and the copies that `sam build` reads:
# it copies a layer's folder away before it builds it, so the list must lie inside.
#   tools/lock_layers.sh [FOLDER]     FOLDER for the locks; default requirements, and only then the copies are written
set -eu
cd "$(dirname "$0")/.."
out=${1:-requirements}
uv=.venv/bin/uv
compile() {
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet \
        --no-annotate --custom-compile-command "make lock-layers" -c requirements/dev.lock "$@"
}
mkdir -p "$out"

# The code calls botocore; boto3 adds nothing to it but 6 MB and import time.
compile --no-emit-package boto3 --no-emit-package s3transfer -o "$out/core.lock"

# What lies in the core layer already is left out of the others: a function has both, and the sum is limited.
core=$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' "$out/core.lock")
above_core="$core --no-emit-package boto3 --no-emit-package s3transfer"

# tokenizers asks for the client of a model hub, 21 MB with what that needs in turn. The weights ship with the code.
excludes=$(mktemp)
trap 'rm -f "$excludes"' EXIT
echo huggingface-hub >"$excludes"
# shellcheck disable=SC2086 # a list of options
compile --extra models --excludes "$excludes" $above_core -o "$out/models.lock"
# shellcheck disable=SC2086
compile --extra fetch $above_core -o "$out/fetch.lock"

[ "$out" = requirements ] || exit 0
for layer in core models fetch; do
    mkdir -p "shared/deps/$layer"
    cp "requirements/$layer.lock" "shared/deps/$layer/requirements.txt"
done
