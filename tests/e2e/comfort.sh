#!/bin/sh
# What makes it pleasant: log, completion, man pages, progress, colour.
. "$(dirname "$0")/lib.sh"

is_json() {
    python3 -m json.tool <"$T/out" >"$T/parsed" || fail 'the result is not one JSON document'
}

has_program() { command -v "$1" >/dev/null 2>&1; }

revision() { # MESSAGE...: the id of the revision whose file has that slug
    basename "$(find migrations/versions -name "*_$1.yml")" | cut -c1-12
}

empty() { # MESSAGE DATE: one more revision in one more commit
    run 0 fxgit new --empty -m "$1"
    git add -A
    GIT_AUTHOR_DATE=$2 GIT_COMMITTER_DATE=$2 run 0 git commit -q -m "Commit of $1"
}

# --- log

new_repo log
run 0 fxgit init --database sqlite:///app.db
rm -f entities/*
run 0 fxgit log
out_empty
GIT_AUTHOR_NAME='Zoë Ångström' && export GIT_AUTHOR_NAME
empty one '2024-03-01T00:30:00+0500'
unset GIT_AUTHOR_NAME
empty two '2024-03-02T23:30:00-0800'
run 0 fxgit upgrade
empty three '2024-03-05T12:00:00+0000'
one=$(revision one)
two=$(revision two)
three=$(revision three)
run 0 fxgit log
out_is <<EOF
$three missing  $(git rev-parse --short=7 HEAD) 2024-03-05  three  (A U Thor)
$two applied  $(git rev-parse --short=7 HEAD~1) 2024-03-02  two  (A U Thor)
$one applied  $(git rev-parse --short=7 HEAD~2) 2024-03-01  one  (Zoë Ångström)
EOF
err_empty
run 0 fxgit log -n 1
same 'lines' "$(wc -l <"$T/out")" 1
out_has "$three"
run 0 fxgit log -n2
same 'lines' "$(wc -l <"$T/out")" 2
run 2 fxgit log -n -1
run 2 fxgit log -n many
run 0 fxgit log --json
is_json
out_has "\"id\": \"$(git rev-parse HEAD~2)\""
out_has '"author": "Zoë Ångström"'
out_has '"subject": "Commit of one"'
out_has '"state": "applied"'
ok 'log: newest first, day and name of the author'

mkdir "$T/counting"
write "$T/counting/git" <<EOF
#!/bin/sh
echo x >>"$T/calls"
exec $(command -v git) "\$@"
EOF
chmod 755 "$T/counting/git"
rm -f "$T/calls"
PATH=$T/counting:$PATH run 0 fxgit log
same 'runs of git' "$(wc -l <"$T/calls")" 1
ok 'log: one walk for all files'

rm app.db
run 0 fxgit log
err_empty
out_has "$one missing "
[ ! -e app.db ] || fail 'log made a database'
echo 'no database at all, and long enough to be read as one' >app.db
run 0 fxgit log
err_has 'warning:'
out_has "$one unknown "
run 0 fxgit log --json
is_json
out_has '"state": null'
rm app.db
cp fxgit.yml "$T/config"
sed -i "s|^database:.*|database: \${NO_SUCH_VARIABLE}|" fxgit.yml
run 0 fxgit log
err_has 'NO_SUCH_VARIABLE'
out_has "$one unknown "
run 2 fxgit log --target nosuch
cp "$T/config" fxgit.yml
ok 'log: without a database'

run 0 fxgit new --empty -m four
four=$(revision four)
run 0 fxgit log -n 1
out_is <<EOF
$four missing  -       -           four  (not committed)
EOF
run 0 fxgit log -n 1 --json
is_json
out_has '"commit": null'
rm migrations/versions/"$four"_four.yml
ok 'log: what is not committed is the newest'

run 0 git checkout -q -b side HEAD~1
empty aside '2024-03-04T12:00:00+0000'
aside=$(revision aside)
run 0 fxgit upgrade
run 0 git checkout -q main
run 0 fxgit log
out_lacks "$aside"
run 0 fxgit log --all
out_is <<EOF
$three missing  $(git rev-parse --short=7 main) 2024-03-05  three  (A U Thor)
$aside foreign  $(git rev-parse --short=7 side) 2024-03-04  aside  (A U Thor)
$two applied  $(git rev-parse --short=7 main~1) 2024-03-02  two  (A U Thor)
$one applied  $(git rev-parse --short=7 main~2) 2024-03-01  one  (Zoë Ångström)
EOF
run 0 fxgit downgrade "$aside^"
run 0 fxgit log --all
out_has "$aside absent "
run 0 fxgit log --all --json
is_json
out_has '"in_tree": false'
git merge -q --no-commit side >"$T/out" 2>"$T/err" || :
run 0 fxgit new --empty -m 'in merge'
git add -A
run 0 git commit -q -m 'An evil merge'
inside=$(revision in_merge)
run 0 fxgit log
out_has "$aside missing  $(git rev-parse --short=7 side) "
out_has "$inside missing  $(git rev-parse --short=7 HEAD) "
out_has "$one applied  $(git rev-parse --short=7 main~3) "
ok 'log: branches, --all, and what a merge brought itself'

git clone -q --depth 1 "file://$T/log" "$T/shallow"
cd "$T/shallow"
run 0 fxgit log
out_has "$one missing  -       -           one  (hidden by the shallow clone)"
mkdir "$T/plain"
cp -R fxgit.yml migrations entities "$T/plain" 2>/dev/null || cp -R fxgit.yml migrations "$T/plain"
cd "$T/plain"
run 0 fxgit log
same 'the last line' "$(tail -n 1 "$T/out")" "$one missing  one"
same 'lines' "$(wc -l <"$T/out")" 5
run 0 fxgit log --all --json
is_json
new_repo many
mkdir -p services/shop
cd services/shop
run 0 fxgit init --database sqlite:///app.db
rm -f entities/*
empty deep '2024-01-01T12:00:00+0000'
run 0 fxgit log --all
out_is <<EOF
$(revision deep) missing  $(git rev-parse --short=7 HEAD) 2024-01-01  deep  (A U Thor)
EOF
ok 'log: a shallow clone, no Git, a project in a subfolder'

# --- completion

tab() { # WORD...: what bash offers for the last one
    # shellcheck disable=SC2016
    run 0 bash --norc -c 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fxgit
        for word in ${COMPREPLY[@]+"${COMPREPLY[@]}"}; do printf "%s\n" "$word"; done' \
        "$T/fxgit.bash" "$@"
    err_empty
}

offers() { # WORD...: all of them, on one line
    same 'what is offered' "$(tr '\n' ' ' <"$T/out" | sed 's/ $//')" "$*"
}

for shell in bash zsh fish; do
    run 0 fxgit completion "$shell"
    err_empty
    cp "$T/out" "$T/fxgit.$shell"
    fxgit --help | sed -n 's/^  \([a-z]\{3,\}\).*/\1/p' >"$T/names"
    while read -r name; do
        file_has "$T/fxgit.$shell" "$name"
    done <"$T/names"
    file_lacks "$T/fxgit.$shell" "'man'"
    run 0 fxgit completion "$shell" --json
    is_json
done
run 2 fxgit completion csh
err_has 'bash, zsh, fish'
run 2 fxgit completion
if has_program bash; then
    tab fxgit up && offers upgrade
    tab fxgit hooks '' && offers install uninstall status
    tab fxgit hooks install '' && offers
    tab fxgit upgrade --allow && offers --allow-foreign
    tab fxgit -C "$T" -q upgrade --allow && offers --allow-foreign
    tab fxgit --dir = "$T" downgrade --unp && offers --unprotect
    tab fxgit new -m up && offers
    tab fxgit completion '' && offers bash zsh fish
    tab fxgit downgrade '' && offers base
    tab fxgit -C "$T/fxgit.z" && offers
    tab fxgit --config "$T/fxgit.z" && offers "$T/fxgit.zsh"
    tab fxgit upgrade -- --allow && offers
    tab fxgit ma && offers
    # shellcheck disable=SC2016
    git branch '$(touch${IFS}pwned)'
    tab fxgit sync ''
    out_has main
    tab fxgit sync ma && offers main
    [ ! -e pwned ] || fail 'the name of a branch was run'
    ok 'completion for bash'
fi
for shell in zsh fish; do
    if has_program "$shell"; then
        run 0 "$shell" -n "$T/fxgit.$shell"
        err_empty
        ok "completion for $shell"
    fi
done
if has_program fish; then
    # shellcheck disable=SC2016
    run 0 fish -c 'source $argv[1]; complete -C "fxgit -C /tmp hooks un"' "$T/fxgit.fish"
    out_has uninstall
fi

# --- manual

SOURCE_DATE_EPOCH=1700000000 && export SOURCE_DATE_EPOCH
run 0 fxgit man --list
cp "$T/out" "$T/pages"
file_has "$T/pages" fxgit-hooks-install
file_lacks "$T/pages" fxgit-man
while read -r page; do
    run 0 fxgit man "$page"
    err_empty
    out_has '.TH FXGIT'
    out_has ' 1 2023-11-14 "fxgit '
    cp "$T/out" "$T/$page.1"
    if has_program mandoc; then
        run 0 mandoc -T lint "$T/$page.1"
        out_empty
    fi
    if has_program groff; then
        run 0 groff -man -ww -Tascii -z "$T/$page.1"
        err_empty
    fi
done <"$T/pages"
run 0 fxgit man
cmp -s "$T/out" "$T/fxgit.1" || fail 'man without a command is not the page of the program'
out_has '.BR fxgit\-hooks\-install (1)'
run 0 fxgit man hooks install
cmp -s "$T/out" "$T/fxgit-hooks-install.1" || fail 'man hooks install is another page'
run 0 fxgit man upgrade --json
is_json
file_has "$T/fxgit-upgrade.1" 'allow\-foreign'
file_has "$T/fxgit-upgrade.1" 'no\-input'
run 2 fxgit man nosuch
run 0 fxgit --help
out_has '  completion '
out_has '  log '
out_lacks '  man '
run 2 fxgit mann
err_lacks 'mean man'
ok 'man pages'

# --- progress and colour

terminal() { # COMMAND: on a terminal of its own; what it shows is in $T/screen, \r as |
    run 0 script -qec "$1 >'$T/stdout'" "$T/raw"
    tr '\r' '|' <"$T/raw" >"$T/screen"
}

new_repo progress
run 0 fxgit init --database sqlite:///app.db
rm -f entities/*
n=1
while [ $n -le 12 ]; do
    run 0 fxgit new --empty -m "step $n"
    n=$((n + 1))
done
run 0 fxgit upgrade
err_empty
out_has 'step 12'
run 0 fxgit downgrade base
err_empty
if has_program script && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    last=$(fxgit heads | cut -c1-12)
    terminal 'fxgit upgrade'
    file_has "$T/screen" "1 of 12  "
    file_has "$T/screen" "12 of 12  $last step 12|"
    file_has "$T/stdout" 'step 12'
    file_lacks "$T/stdout" ' of 12'
    # shellcheck disable=SC2016
    grep -q '12 of 12  [0-9a-f]* step 12|  *|' "$T/screen" || fail 'the line was not erased'
    terminal 'stty cols 30; fxgit downgrade base'
    file_has "$T/screen" '12 of 12  '
    tr '|' '\n' <"$T/screen" | grep ' of 12' >"$T/lines"
    [ "$(awk '{ if (length > n) n = length } END { print n }' "$T/lines")" -le 29 ] ||
        fail 'a line is wider than the terminal'
    for quiet in -q --json -v; do
        terminal "fxgit upgrade $quiet"
        file_lacks "$T/screen" ' of 12'
        terminal "fxgit downgrade base $quiet"
        file_lacks "$T/screen" ' of 12'
    done
    terminal 'fxgit sync'
    file_has "$T/screen" '12 of 12  '
    terminal 'fxgit downgrade -10'
    file_lacks "$T/screen" ' of 10'
    terminal 'fxgit upgrade 2>/dev/null'
    file_lacks "$T/screen" ' of '
    terminal 'fxgit downgrade base --dry-run'
    file_lacks "$T/screen" ' of 12'
    fxgit upgrade -q >/dev/null
    fxgit downgrade base -q >/dev/null
    sed -i 's/^upgrade:.*/upgrade: [{execute: "SELECT * FROM nowhere"}]/' \
        migrations/versions/"$last"_step_12.yml
    # shellcheck disable=SC2016
    run 0 script -qec 'fxgit upgrade; echo "status $?"' "$T/raw"
    tr '\r' '|' <"$T/raw" >"$T/screen"
    file_has "$T/screen" 'status 6'
    grep -q '12 of 12  [^|]*|  *|migrations/' "$T/screen" || fail 'the line stands before the error'
    ok 'progress on a terminal, and only there'

    escape=$(printf '\033')
    shown() { # COMMAND: both streams on the terminal
        run 0 script -qec "$1 || :" "$T/screen"
    }
    shown 'fxgit nosuch'
    file_has "$T/screen" "${escape}[31mfxgit: "
    shown 'NO_COLOR=1 fxgit nosuch'
    file_lacks "$T/screen" "${escape}["
    shown 'NO_COLOR= fxgit nosuch'
    file_has "$T/screen" "${escape}[31m"
    shown 'fxgit --color never nosuch'
    file_lacks "$T/screen" "${escape}["
    shown 'NO_COLOR=1 fxgit --color always nosuch'
    file_has "$T/screen" "${escape}[31m"
    ok 'colour on a terminal'
fi
run 2 fxgit nosuch
err_lacks "$(printf '\033')"
run 2 fxgit --color always nosuch
err_has "$(printf '\033[31m')"
NO_COLOR=1 run 2 fxgit --color auto nosuch
err_lacks "$(printf '\033')"
ok 'NO_COLOR and --color'
