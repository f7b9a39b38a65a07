#!/bin/sh
# The README's tour is what the program prints: each command is run, and each line looked for.
. "$(dirname "$0")/lib.sh"

: "${FX_SRC:=$(cd "$(dirname "$0")/../.." && pwd)}"
new_repo tour

plain() { # ids, commits and times are never the same twice
    sed -e 's/[0-9a-f]\{12\}/ID/g' -e 's/\b[0-9a-f]\{7\}\b/SHA/g' -e 's/20[0-9-]\{8\}/DATE/g' -e 's/ *[0-9]* ms$/ MS/' -e 's/  *$//'
}

# "$ command" lines become COMMAND, the lines below them LINE
awk '/^## A tour/ { on = 1 } /^## Reference/ { exit }
    on && /^```console/ { block = 1; next } /^```/ { block = 0 }
    block && /^\$ / { print "COMMAND " substr($0, 3); next }
    block && NF { print "LINE " $0 }' "$FX_SRC/README.md" >"$T/script"
[ "$(grep -c '^COMMAND' "$T/script")" -gt 12 ] || fail 'the tour was not found'

before() { # COMMAND: what the reader does between the lines
    case $1 in
    'cat entities/user.yml') write entities/user.yml <"$T/lines" ;;
    'fxgit check --base'*)
        git switch -q -c round
        git commit -q --no-verify -am 'Round the hook'
        ;;
    esac
}

edit() {
    sql app.db "INSERT INTO user (name, email) VALUES ('Ada', 'a@x'), ('Bob', 'b@x')"
    write entities/user.yml <<'END'
table: user
columns:
  id: {type: integer, primary_key: true}
  name: string(100)
  email: {type: string(255), unique: true}
  age: {type: integer, fill: 0}
END
}

look() { # runs the command that was read, and looks for its lines, in their order
    [ -n "$command" ] || return 0
    before "$command"
    case $command in
    *EDITOR*) edit ;;
    *) sh -c "$command" >"$T/printed" 2>&1 </dev/null || true ;;
    esac
    plain <"$T/lines" >"$T/wanted"
    plain <"$T/printed" >"$T/have"
    awk 'FILENAME == ARGV[1] { want[++n] = $0; next } $0 == want[at + 1] { at++ }
        END { if (at < n) { print "missing: " want[at + 1]; exit 1 } }' "$T/wanted" "$T/have" >"$T/missing" ||
        fail "README: $command: $(cat "$T/missing") in: $(cat "$T/have")"
    count=$((count + 1))
}

command=
count=0
: >"$T/lines"
: >"$T/printed"
while IFS= read -r line; do
    case $line in
    'COMMAND '*)
        look
        command=${line#COMMAND }
        : >"$T/lines"
        : >"$T/printed"
        ;;
    *) printf '%s\n' "${line#LINE }" >>"$T/lines" ;;
    esac
done <"$T/script"
look
ok "the README's tour: $count commands print what it says"
