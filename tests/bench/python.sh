#!/bin/sh
# Reading Python entities: 100 classes in 40 files. Prints figures, asserts nothing.
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
awk 'BEGIN {
    for (f = 0; f < 39; f++) {
        file = sprintf("entities/m%02d.py", f)
        print "from typing import List, Optional\n\nfrom sqlmodel import Field, Relationship\n\nfrom entities.base import Base" > file
        if (f > 0) printf "from entities.m%02d import Model%03d\n", f - 1, (f - 1) * 100 / 39 > file
        for (c = int(f * 100 / 39); c < int((f + 1) * 100 / 39); c++) {
            printf "\n\nclass Model%03d(Base, table=True):\n    id: Optional[int] = Field(default=None, primary_key=True)\n", c > file
            for (i = 0; i < 12; i++)
                printf "    field_%d: Optional[str] = Field(default=None, max_length=%d, description=\"what it is\")\n", i, 10 + i > file
            printf "    owner_id: int = Field(foreign_key=\"model%03d.id\", index=True)\n    others: List[\"Model%03d\"] = Relationship()\n\n    def title(self) -> str:\n        return f\"{self.field_1} of {self.id}\"\n", c, c > file
        }
        close(file)
    }
}'
cat entities/*.py | wc
rm -f entities/*.txt
hyperfine -N --warmup 3 --runs 20 --style basic "$fxgit --version" "$fxgit diff" 2>/dev/null | grep -E 'Time|Range'
