#!/bin/sh
# A server that dies in the middle of a run, and comes again: the old state or the new one, or what
# is half-way is known and can go either way.
. "$(dirname "$0")/lib.sh"

FX_SERVERS=$T/servers
export FX_SERVERS
servers() { # whose users cannot see our folder for temporary files
    TMPDIR=/tmp "$FX_SRC/ci/servers" "$1"
}
servers start
gone() {
    servers stop >/dev/null 2>&1 || :
    finish
}
trap gone EXIT
eval "$(servers env)"
postgres_url=$FXGIT_TEST_POSTGRES_URL mysql_url=$FXGIT_TEST_MYSQL_URL

for engine in postgresql mysql; do
    cd "$T"
    new_repo "on_$engine"
    new_database
    run 0 fxgit init --no-hooks --database "$DB"
    for n in $(seq 1 20); do
        write "entities/t$n.yml" <<END
table: t$n
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(20), default: x}
END
    done
    run 0 fxgit new -m Tables
    half=0
    for n in 1 2 3 4; do
        fxgit upgrade >"$T/upgrade" 2>&1 &
        upgrade=$!
        if [ "$engine" = mysql ]; then # whose tables can be seen coming
            until [ "$(db "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 't%'")" -ge $((n * 3)) ]; do :; done
        else
            perl -e 'select(undef, undef, undef, rand(0.3))'
        fi
        servers crash
        wait "$upgrade" || :
        run 0 fxgit status
        if grep -q half-way "$T/out"; then
            half=$((half + 1))
            if [ $((n % 2)) = 0 ]; then run 0 fxgit resume; else run 0 fxgit resume --back --yes; fi
        fi
        run 0 fxgit drift
        run 0 fxgit upgrade
        run 0 fxgit drift
        run 0 fxgit downgrade base --yes
        run 0 fxgit drift
    done
    [ "$engine" != mysql ] || [ "$half" -ge 1 ] || fail 'nothing was half-way'
    ok "$engine: 4 crashes of the server ($half left something half-way)"
done
