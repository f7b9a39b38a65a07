#!/bin/sh
# Reading Python entities: 100 classes in 40 files; and the commit hook with 200 of them. Prints figures,
# asserts nothing. "cold": what the cache knows goes first.
# usage: tests/bench/python.sh
set -eu
cd "$(dirname "$0")/../.."
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DFX_TESTS=OFF -DFXGIT_PYTHON=on >/dev/null
ninja -C build/bench --quiet
fxgit=$PWD/build/bench/fxgit
dir=$(mktemp -d "${TMPDIR:-/tmp}/fxgit-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir"
git init --quiet --initial-branch=main .
"$fxgit" init --no-hooks --database sqlite:///app.db >/dev/null
cat >entities/base.py <<'END'
from datetime import datetime

from sqlmodel import Field, SQLModel


class Base(SQLModel):
    created_at: datetime = Field(default_factory=datetime.utcnow, nullable=False)
END
models() { # FILES CLASSES
    awk -v files="$1" -v classes="$2" 'BEGIN {
    for (f = 0; f < files; f++) {
        file = sprintf("entities/m%02d.py", f)
        print "from typing import List, Optional\n\nfrom sqlmodel import Field, Relationship\n\nfrom entities.base import Base" > file
        if (f > 0) printf "from entities.m%02d import Model%03d\n", f - 1, (f - 1) * classes / files > file
        for (c = int(f * classes / files); c < int((f + 1) * classes / files); c++) {
            printf "\n\nclass Model%03d(Base, table=True):\n    id: Optional[int] = Field(default=None, primary_key=True)\n", c > file
            for (i = 0; i < 12; i++)
                printf "    field_%d: Optional[str] = Field(default=None, max_length=%d, description=\"what it is\")\n", i, 10 + i > file
            printf "    owner_id: int = Field(foreign_key=\"model%03d.id\", index=True)\n    others: List[\"Model%03d\"] = Relationship()\n\n    def title(self) -> str:\n        return f\"{self.field_1} of {self.id}\"\n", c, c > file
        }
        close(file)
    }
}'
}
models 39 100
cat entities/*.py | wc
rm -f entities/*.txt
measure() { # NAME COMMAND [PREPARE]
    hyperfine --warmup 2 --runs "${FX_BENCH_RUNS:-30}" --style basic --export-json "../$(basename "$dir").json" \
        ${3:+--prepare "$3"} "$2" >/dev/null 2>&1
    sed -n 's/^ *"\(median\|min\)": \(.*\),/\1 \2/p' "../$(basename "$dir").json" |
        awk -v name="$1" '{ v[$1] = $2 } END { printf "%-28s min %6.1f  median %6.1f ms\n", name, v["min"] * 1000, v["median"] * 1000 }'
    rm -f "../$(basename "$dir").json"
}
forget='rm -rf .git/fxgit/cache'
measure 'the program alone' "$fxgit --version"
measure 'diff, cold' "$fxgit diff" "$forget"
measure 'diff, warm' "$fxgit diff"

models 79 200
"$fxgit" new -m All >/dev/null
git config user.name Bench
git config user.email bench@example.org
PATH=$(dirname "$fxgit"):$PATH
"$fxgit" hooks install >/dev/null
git add -A
git -c core.hooksPath=/dev/null commit --quiet -m '200 entities'
note='date +%N >note.txt; git add note.txt;'
cat >../"$(basename "$dir")".sh <<'END'
printf '    extra_%s: Optional[int] = None\n' "$(date +%N)" >>entities/m00.py
git add entities
END
entity="sh ../$(basename "$dir").sh"
trap 'rm -rf "$dir" "$dir.sh"' EXIT
measure 'commit of a note, no hooks' 'git -c core.hooksPath=/dev/null commit -q -m note' "$note"
measure 'commit of a note' 'git commit -q -m note' "$note"
measure 'commit of an entity, cold' 'git commit -q -m entity' "$forget; $entity"
measure 'commit of an entity, warm' 'git commit -q -m entity' "$entity"
measure 'the same, no hooks' 'git -c core.hooksPath=/dev/null commit -q -m entity' "$entity"
