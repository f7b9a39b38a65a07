#!/bin/sh
# Random models in Python: what SQLAlchemy's create_all makes of them has no drift. FX_SEEDS="1 2 3" chooses which.
. "$(dirname "$0")/lib.sh"

for seed in ${FX_SEEDS:-4 5 6 7}; do
    new_repo "seed$seed"
    new_database
    run 0 fxgit init --database "$DB"
    rm -rf entities
    sed -i 's,^- entities,- models,' fxgit.yml
    grep -q '^dialects' fxgit.yml || echo "dialects: [$engine]" >>fxgit.yml
    echo 'naming: sqlalchemy' >>fxgit.yml
    /usr/bin/python3 -B "$FX_SRC/tests/e2e/python_random.py" "$seed" "$engine" models
    /usr/bin/python3 -B -W ignore "$FX_SRC/tests/python/ddl.py" "$engine" models >"$T/ddl.sql"
    db_run "$T/ddl.sql"
    run 0 fxgit new -m 'All'
    run 0 fxgit stamp heads --yes
    run 0 fxgit drift
    run 0 fxgit diff
    same 'what is left to do' "$(cat "$T/out")" ''
    ok "seed $seed"
done
