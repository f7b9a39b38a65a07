#!/bin/sh
# A random walk through Git, with the database behind: see walk.py. FX_SEED and FX_STEPS repeat one.
. "$(dirname "$0")/lib.sh"

seed=${FX_SEED:-20261123}
steps=${FX_STEPS:-200}
case $engine in sqlite) ;; *) steps=${FX_STEPS:-60} ;; esac
new_database
fresh=$DB_NAME
FX_WALK_FRESH=$DB
if [ "$engine" = sqlite ]; then
    FX_WALK_FRESH=sqlite:///$T/fresh.db
    fresh=$T/fresh.db
fi
new_database
new_repo
run 0 fxgit init --database "$DB"
FX_WALK_DB=$DB FX_WALK_FRESH_NAME=$fresh FX_WALK_NAME=$DB_NAME
export FX_WALK_DB FX_WALK_FRESH FX_WALK_FRESH_NAME FX_WALK_NAME
FX_WALK_SERVER=''
[ "$engine" != postgresql ] || FX_WALK_SERVER=$postgres_url
[ "$engine" != mysql ] || FX_WALK_SERVER=$mysql_url
export FX_WALK_SERVER
python3 "$FX_SRC/tests/e2e/walk.py" "$seed" "$steps" || {
    last_command=''
    fail "seed $seed: FX_ENGINE=$engine FX_SEED=$seed FX_STEPS=$steps sh tests/e2e/walk.sh"
}
ok "$steps steps of seed $seed: after each the database is what the work tree would make"
