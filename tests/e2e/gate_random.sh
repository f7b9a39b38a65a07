#!/bin/sh
# The gate on generated histories, against a naive one: see gate_random.py. FX_SEED and FX_HISTORIES repeat.
. "$(dirname "$0")/lib.sh"

seed=${FX_SEED:-20261123}
histories=${FX_HISTORIES:-240}
new_repo
run 0 fxgit init --no-hooks --database sqlite:///app.db
python3 "$FX_SRC/tests/e2e/gate_random.py" "$seed" "$histories" || fail "FX_SEED=$seed FX_HISTORIES=$histories"
ok "$histories histories of seed $seed: the gate finds what a naive one finds"
