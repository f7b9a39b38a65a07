#!/bin/sh
# Importing 300 of Alembic's scripts, with a branch and a merge in every ten. Prints figures, asserts nothing.
# usage: tests/bench/alembic.sh
set -eu
cd "$(dirname "$0")/../.."
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DFX_TESTS=OFF -DFXGIT_PYTHON=on >/dev/null
ninja -C build/bench --quiet
fxgit=$PWD/build/bench/fxgit
dir=$(mktemp -d "${TMPDIR:-/tmp}/fxgit-bench.XXXXXX")
trap 'rm -rf "$dir" "$dir.json"' EXIT
cd "$dir"
git init --quiet --initial-branch=main .
"$fxgit" init --no-hooks --database sqlite:///app.db >/dev/null
mkdir old
awk 'BEGIN {
    for (i = 0; i < 300; i++) {
        file = sprintf("old/%012x_step.py", i + 1)
        k = i % 10; table = int(i / 10)
        down = i == 0 ? "None" : sprintf("\x27%012x\x27", k == 8 ? i - 1 : i)
        if (k == 9) down = sprintf("(\x27%012x\x27, \x27%012x\x27)", i - 1, i)
        printf "\"\"\"Step %d\n\nRevision ID: %012x\nCreate Date: 2024-01-01 00:00:00\n\n\"\"\"\nfrom typing import Sequence, Union\n\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision: str = \x27%012x\x27\ndown_revision: Union[str, None] = %s\nbranch_labels: Union[str, Sequence[str], None] = None\ndepends_on: Union[str, Sequence[str], None] = None\n\n\ndef upgrade() -> None:\n", i, i + 1, i + 1, down > file
        if (k == 0) {
            printf "    op.create_table(\x27t%d\x27,\n    sa.Column(\x27id\x27, sa.Integer(), nullable=False),\n", table > file
            for (c = 0; c < 8; c++) printf "    sa.Column(\x27c%d\x27, sa.String(length=%d), nullable=True),\n", c, 20 + c > file
            printf "    sa.Column(\x27made\x27, sa.DateTime(), server_default=sa.text(\x27CURRENT_TIMESTAMP\x27), nullable=False),\n    sa.PrimaryKeyConstraint(\x27id\x27, name=op.f(\x27pk_t%d\x27))\n    )\n    op.create_index(op.f(\x27ix_t%d_c0\x27), \x27t%d\x27, [\x27c0\x27], unique=False)\n\n\ndef downgrade() -> None:\n    op.drop_index(op.f(\x27ix_t%d_c0\x27), table_name=\x27t%d\x27)\n    op.drop_table(\x27t%d\x27)\n", table, table, table, table, table, table > file
        } else if (k == 9) {
            printf "    pass\n\n\ndef downgrade() -> None:\n    pass\n" > file
        } else {
            printf "    with op.batch_alter_table(\x27t%d\x27, schema=None) as batch_op:\n        batch_op.add_column(sa.Column(\x27d%d\x27, sa.Numeric(precision=10, scale=2), nullable=True))\n        batch_op.create_index(batch_op.f(\x27ix_t%d_d%d\x27), [\x27d%d\x27], unique=False)\n\n\ndef downgrade() -> None:\n    with op.batch_alter_table(\x27t%d\x27, schema=None) as batch_op:\n        batch_op.drop_index(batch_op.f(\x27ix_t%d_d%d\x27))\n        batch_op.drop_column(\x27d%d\x27)\n", table, k, table, k, k, table, table, k, k > file
        }
        close(file)
    }
}'
cat old/*.py | wc
"$fxgit" import alembic old | tail -1
# those of the run before are moved, not deleted: ext4 looks for a while whether a new file has the place of a deleted one
# shellcheck disable=SC2016
hyperfine --warmup 2 --runs "${FX_BENCH_RUNS:-30}" --style basic --export-json "$dir.json" \
    --prepare 'rm -rf .git/fxgit; mv migrations/versions was.$(date +%N); mkdir migrations/versions' "$fxgit import alembic old" >/dev/null 2>&1
sed -n 's/^ *"\(median\|min\)": \(.*\),/\1 \2/p' "$dir.json" |
    awk '{ v[$1] = $2 } END { printf "import of 300 scripts, cold   min %6.1f  median %6.1f ms\n", v["min"] * 1000, v["median"] * 1000 }'
