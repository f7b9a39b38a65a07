#!/bin/sh
# What is printed: nothing from a tree, a database or a commit reaches a terminal or a log raw, and the exit
# status is of what was done.
. "$(dirname "$0")/lib.sh"

esc=$(printf '\033') csi=$(printf '\302\233') turned=$(printf '\342\200\256') # ESC, U+009B, U+202E

# Of what is ours no line begins with ::, and no byte is a control.
harmless() { # WHAT
    for file in "$T/out" "$T/err"; do
        found=$(LC_ALL=C grep -n "[$(printf '\001-\010\013-\037\177')]" "$file" || grep -nE '^[[:blank:]]*::' "$file") || :
        [ -z "$found" ] || fail "$1: a control character, or a command: $found"
        lacks "$file" "$1" "$csi"
        lacks "$file" "$1" "$turned"
        lacks "$file" "$1" '##['
    done
}
ends() { # STATUS... -- COMMAND...: with one of them
    statuses=''
    while [ "$1" != -- ]; do statuses="$statuses $1" && shift; done
    shift
    last_command=$* last_status=0
    "$@" >"$T/out" 2>"$T/err" </dev/null || last_status=$?
    case "$statuses " in *" $last_status "*) ;; *) fail "status $last_status, expected$statuses" ;; esac
}
# terminal [ANSWER]... -- COMMAND...: on one of its own, what it shows is in $T/out.
terminal() {
    last_status=0
    NO_COLOR=1 python3 - "$@" >"$T/out" 2>"$T/err" <<'END' || last_status=$?
import os, pty, sys
at = sys.argv.index("--")
answers, command = sys.argv[1:at], sys.argv[at + 1:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
for answer in answers:
    os.write(fd, answer.encode() + b"\n")
try:
    while data := os.read(fd, 65536):
        os.write(1, data.replace(b"\r\n", b"\n"))
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
    last_command="terminal $*"
}

new_repo
git config user.name "A ${esc}[31m${turned}U"
run 0 fxgit init --database sqlite:///app.db
write migrations/versions/aaaaaaaaaaaa_x.yml <<'END'
revision: aaaaaaaaaaaa
revises: []
message: "x\e[2J\e[31m\n::error::INJ \u009b2K \u202e ##[error]y"
upgrade:
- create_table: "t\e[2J::error::INJ"
  columns:
    a: {type: integer, nullable: true}
    "b\a": {type: text, nullable: true}
- execute: "CREATE TABLE \"s\e[2J\n::error::INJ\" (a)"
  state: []
downgrade:
- execute: "DROP TABLE \"s\e[2J\n::error::INJ\""
  state: []
- drop_table: "t\e[2J::error::INJ"
END
git add -A
git commit -q -m "subject ${esc}]0;title" --no-verify || fail 'no commit'
for command in list log 'log --graph' heads status 'show aaaaaaaaaaaa' 'upgrade --dry-run' diff check 'check --strict' \
    'drift' 'upgrade -v' current list status drift 'inspect' 'downgrade --dry-run base' 'downgrade base' 'sync --dry-run'; do
    # shellcheck disable=SC2086
    ends 0 1 3 6 -- fxgit $command
    harmless "$command"
done
run 0 fxgit list
out_has 'x\x1b[2J\x1b[31m\x0a::error::INJ \u009b2K \u202e \x23#[error]y'
same 'lines of list' "$(wc -l <"$T/out" | tr -d ' ')" 1
run 0 fxgit log
out_has '(A \x1b[31m\u202eU)'
ok 'messages, authors, tables and columns keep to their line'

# Errors, hints, findings, prompts and what hooks say.
write entities/u.yml <<'END'
table: "u\e[2J\n::error::INJ"
columns: {"a\u009b": "nonsense\e[1m"}
END
ends 1 4 -- fxgit check
harmless 'a bad entity'
ends 4 -- fxgit new
harmless 'new'
write entities/u.yml <<'END'
table: "u\e[2J\n::error::INJ\u202e"
columns: {"a\e": {type: integer, nullable: true}}
END
ends 1 -- fxgit check
err_lacks 'bug'
harmless check
ends 1 -- fxgit check --format github
lines=$(grep -vcE '^::(error|warning) ' "$T/out" || :)
same 'lines of another kind' "$lines" 0
lacks "$T/out" 'what GitHub reads' "$esc"
git add -A
ends 0 1 -- git commit -m 'hook'
harmless 'pre-commit'
run 0 fxgit upgrade
harmless upgrade
sql app.db "INSERT INTO \"$(printf 't\033[2J::error::INJ')\" VALUES (1, 'x')"
terminal n -- fxgit downgrade --no-backup base
[ "$last_status" != 0 ] || fail 'consent was forged'
grep -q 'y/N' "$T/out" || fail 'nobody was asked'
harmless 'a question'
ok 'errors, hints, findings, hooks and questions do, too'

# What programs read is as it is; on a terminal it is shown, and said.
run 0 fxgit upgrade --sql
has "$T/out" 'a script in a pipe' "${esc}[2J"
terminal -- fxgit upgrade --sql
harmless 'a script on a terminal'
out_has '\x1b[2J'
out_has 'send it to a file or a pipe'
run 0 fxgit list --json
python3 -c 'import json, sys
message = json.load(open(sys.argv[1]))["revisions"][-1]["message"]
assert message.startswith("x\x1b[2J\x1b[31m\n::error::INJ \x9b2K \u202e"), repr(message)' "$T/out" ||
    fail 'JSON has another message'
lacks "$T/out" JSON "$csi"
ok 'what programs read is exact'

# What was done is done, also when nobody reads it; what was only to be read was not.
new_repo full
run 0 fxgit init --database sqlite:///app.db
write entities/t.yml <<'END'
table: t
columns: {id: {type: integer, primary_key: true}}
END
to_full() { # STATUS COMMAND...
    run "$1" sh -c '"$@" >/dev/full' - "$2" "$3" ${4:+"$4"}
    err_has 'cannot write to standard output'
}
to_full 0 fxgit new -mone
to_full 0 fxgit upgrade
to_full 0 fxgit sync --json
run 0 sh -c 'fxgit downgrade --yes base >&-'
same tables "$(sql app.db "SELECT count(*) FROM sqlite_master WHERE name = 't'")" 0
to_full 2 fxgit list
to_full 2 fxgit upgrade --sql
to_full 2 fxgit upgrade --dry-run
to_full 2 fxgit status --json
sql app.db 'CREATE TABLE stray (a)'
to_full 1 fxgit drift
run 0 fxgit upgrade
out_has 'is at'
ok 'the exit status is of what was done'

# A variable's value stands nowhere: not in the URL, nor in what an engine says of it.
new_repo secret
run 0 fxgit init --database sqlite:///app.db
write entities/t.yml <<'END'
table: t
columns: {id: {type: integer, primary_key: true}, name: {type: string(20), nullable: true}}
END
run 0 fxgit new -m one
TOKEN=ghp_s3cr3t export TOKEN
hides() { # STATUS COMMAND...
    run "$@"
    lacks "$T/out" 'standard output' s3cr3t
    lacks "$T/err" 'standard error' s3cr3t
}
place() { # URL
    sed -i "s|^database:.*|database: \"$1\"|" fxgit.yml
}
# shellcheck disable=SC2016 # fxgit replaces it
{
    place 'sqlite:///x-${TOKEN}.db'
    hides 0 fxgit upgrade
    out_has 'sqlite:///x-${TOKEN}.db is at'
    [ -f x-ghp_s3cr3t.db ] || fail 'no file of that name'
    hides 0 fxgit status
    out_has 'sqlite:///x-${TOKEN}.db: in sync'
    sql x-ghp_s3cr3t.db "INSERT INTO t VALUES (1, 'x')"
    hides 0 fxgit downgrade --yes base
    out_has 'x-${TOKEN}.db'
    hides 0 fxgit upgrade --json
    hides 0 fxgit restore --list
    hides 3 fxgit restore
    hides 0 fxgit restore --yes
    hides 0 fxgit doctor
    # another value is another database
    TOKEN=ghp_s3cr3t2 hides 0 fxgit status
    out_has '(not there yet)'
    hides 0 fxgit database drop --yes
    for url in 'postgresql://u@127.0.0.1:1/${TOKEN}' 'postgresql://${TOKEN}@127.0.0.1:1/x' 'postgresql://h:${TOKEN}/x' \
        'postgresql://u@${TOKEN}.invalid/x' 'mysql://u@127.0.0.1:1/${TOKEN}' 'mysql://${TOKEN}.invalid/x' \
        'postgresql://u:${TOKEN}@127.0.0.1:1/x?application_name=${TOKEN}' '${TOKEN}' 'sqlite://${TOKEN}' '${TOKEN}://x' \
        'postgresql://u@127.0.0.1:1/x?options=-c%20a%3D${TOKEN}' 'sqlite:///no/such/${TOKEN}/app.db'; do
        place "$url"
        for command in status upgrade drift doctor 'database wait --timeout 0' 'database create' 'status --json'; do
            # shellcheck disable=SC2086
            ends 0 1 3 4 6 -- fxgit $command
            lacks "$T/out" "$command with $url" s3cr3t
            lacks "$T/err" "$command with $url" s3cr3t
        done
    done
    URL='postgresql://u:s3cr3t@127.0.0.1:1/x?passphrase=s3cr3t' export URL
    place '${URL}'
    hides 0 fxgit status
    out_has 'postgresql://u:***@127.0.0.1:1/x?passphrase=***: '
}
ok 'values of variables stand in no output'

# What somebody put in place of a target's record takes nobody's history away: it is named and passed over.
new_repo record
run 0 fxgit init --no-hooks --database sqlite:///app.db
write entities/t.yml <<'END'
table: t
columns: {id: {type: integer, primary_key: true}}
END
run 0 fxgit new -m one
git add -A && git commit -q -m one
project=$(fxgit status --json | sed -n 's/.*"project": "\(.*\)",$/\1/p')
blob=$(echo garbage | git hash-object -w --stdin)
tree=$(printf '100644 blob %s\t%s.ledger\n' "$blob" "$project" | git mktree)
git update-ref refs/fxgit/env/bad "$(git commit-tree -m bad "$tree" </dev/null)"
git update-ref refs/fxgit/env/blob "$blob"
run 0 fxgit log
out_has one
err_has 'refs/fxgit/env/bad is passed over: refs/fxgit/env/bad is of another version of fxgit'
err_has 'refs/fxgit/env/blob is passed over'
run 0 fxgit log --json
run 0 fxgit check
out_has 'refs/fxgit/env/bad is passed over'
out_has 'What that target runs is not known'
run 1 fxgit check --strict
run 5 fxgit check --env bad
run 5 fxgit env show bad
run 5 fxgit delete "$(sed -n 's/^revision: //p' migrations/versions/*)" # what it runs may be what is deleted
git update-ref refs/fxgit/env/good "$(git commit-tree -m good "$(printf '100644 blob %s\t%s.ledger\n' \
    "$(printf 'fxgit-env 1\nevent 1\nat -\n' | git hash-object -w --stdin)" "$project" | git mktree)" </dev/null)"
run 0 fxgit env show
out_has 'good  0 revisions'
err_has 'refs/fxgit/env/bad is passed over'
ok 'a bad record of a target is named, and passed over'

# A table may be as wide as it likes, and heads as many.
new_repo wide
run 0 fxgit init --no-hooks --database sqlite:///app.db
{
    printf 'table: wide\ncolumns:\n  id: {type: integer, primary_key: true}\n'
    seq -f '  c%g: {type: integer, nullable: true}' 40000
} | write entities/wide.yml
run 0 fxgit diff
out_has '40001 columns'
echo '  C39999: {type: integer}' >>entities/wide.yml
run 4 fxgit diff
err_has "has columns 'c39999' and 'C39999': names must differ in more than case"
rm entities/wide.yml
head() { # ID PARENT TABLE
    write "migrations/versions/$1_x.yml" <<END
revision: "$1"
revises: [$2]
message: $3
upgrade:
- create_table: $3
  columns:
    id: {type: integer, primary_key: true}
downgrade:
- drop_table: $3
END
}
head 000000000000 '' base
head 000000000001 '"000000000000"' shared
for n in $(seq 10 409); do
    head "000000000$n" "\"00000000000$((n % 2))\"" "t$n"
done
run 0 fxgit merge -m all
same heads "$(fxgit heads | wc -l | tr -d ' ')" 1
head 00000000000a '"000000000000"' t409
run 1 fxgit merge
err_has 'both do the same to t'
ok 'wide tables and many heads'
