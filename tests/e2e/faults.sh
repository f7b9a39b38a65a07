#!/bin/sh
# A connection that is cut after each statement in turn, and a client that is killed at any moment:
# the database is at the old or the new state, and nobody is locked out.
FX_ENGINE=postgresql
. "$(dirname "$0")/lib.sh"

new_repo
new_database
direct=$DB
run 0 fxgit init --no-hooks --database "$direct"
for n in 1 2 3 4 5 6; do
    write entities/t$n.yml <<END
table: t$n
columns:
  id: {type: integer, primary_key: true}
  name: {type: string(20), default: x, index: true}
  up: {type: integer, nullable: true, references: t$n.id}
comment: number $n
END
    fxgit new -m "Table $n" >/dev/null 2>&1 || fail "no revision $n"
done

# the old state or the new one, and from there the other
judge() {
    run 0 fxgit drift
    count=$(db "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^t[0-9]\$'")
    case $count in 0 | 6) ;; *) fail "$1: $count tables" ;; esac
    [ "$count" = 0 ] || applied=$((applied + 1))
    run 0 fxgit upgrade --lock-timeout 20
    run 0 fxgit drift
    run 0 fxgit downgrade base --yes
}

port=${direct#*@}
port=${port#*:}
port=${port%%/*}
applied=0 cuts=0 whole=0
at=1
while [ "$whole" = 0 ]; do
    python3 "$FX_SRC/tests/e2e/proxy.py" postgresql "$port" "$at" >"$T/port" &
    proxy=$!
    timeout 10 sh -c "until [ -s \"$T/port\" ]; do :; done" || fail "no proxy"
    through=$(echo "$direct" | sed "s/:$port/:$(head -n 1 "$T/port")/")
    status=0
    fxgit upgrade --database "$through" >"$T/out" 2>"$T/err" || status=$?
    kill "$proxy"
    wait "$proxy" 2>/dev/null || :
    case $status in
    0) whole=1 ;;
    6) cuts=$((cuts + 1)) ;;
    *) fail "cut after $at statements: status $status: $(cat "$T/err")" ;;
    esac
    judge "cut after $at statements"
    : >"$T/port"
    at=$((at + ${FX_STRIDE:-3}))
done
[ "$cuts" -ge "${FX_LEAST:-20}" ] || fail "only $cuts cuts"
ok "$cuts cuts: old or new, never between ($applied were new)"

# the answer to COMMIT is lost, and the server can be asked what became of it
known=0
for n in 1 2 3 4 5 6 1 2 3 4 5 6 1 2 3 4 5 6; do
    [ "$known" = 0 ] || break # which statement it is differs with what the lock had to wait for
    python3 "$FX_SRC/tests/e2e/proxy.py" postgresql "$port" $((at - ${FX_STRIDE:-3} - n)) once >"$T/port" &
    proxy=$!
    timeout 10 sh -c "until [ -s \"$T/port\" ]; do :; done" || fail "no proxy"
    through=$(echo "$direct" | sed "s/:$port/:$(head -n 1 "$T/port")/")
    status=0
    fxgit upgrade --database "$through" >"$T/out" 2>"$T/err" || status=$?
    kill "$proxy"
    wait "$proxy" 2>/dev/null || :
    if [ "$status" = 0 ] && grep -q cut "$T/port"; then
        known=$((known + 1))
        same 'tables' "$(db "SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]\$'")" 6
    fi
    judge "cut $n before the end"
    : >"$T/port"
done
[ "$known" -ge 1 ] || fail 'no COMMIT without an answer'
ok "$known times the answer to COMMIT was lost, and known all the same"

applied=0
for n in $(seq 1 "${FX_KILLS:-20}"); do
    fxgit upgrade >/dev/null 2>&1 &
    victim=$!
    perl -e 'select(undef, undef, undef, rand(0.2))'
    kill -9 "$victim" 2>/dev/null || :
    wait "$victim" 2>/dev/null || :
    judge "kill $n"
done
ok "${FX_KILLS:-20} kills: old or new, never between ($applied were new)"
