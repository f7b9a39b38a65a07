#!/bin/sh
# pre-commit, in every way a commit is made (DESIGN section 7).
. "$(dirname "$0")/lib.sh"

entity() { # NAME, further lines on standard input
    {
        printf 'table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n' "$1"
        cat
    } | write "entities/$1.yml"
}

start() { # NAME: a project whose first commit has the table user
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    entity user <<'END'
  name: string(100)
END
    git add -A
    run 0 git commit -m 'First'
    clean
}

in_commit() { # how many revision files the last commit brought
    git show --name-only --format= HEAD -- migrations/versions | grep -c '\.yml$' || :
}

start first
same 'revisions of the first commit' "$(in_commit)" 1
ok 'a first commit'

echo hello >note.txt
git add note.txt
run 0 git commit -m 'A note'
same 'revisions of a note' "$(in_commit)" 0
out_lacks 'fxgit:'
err_lacks 'fxgit:'
ok 'a commit that does not concern fxgit: not a word'

entity user <<'END'
  name: string(100)
  a: {type: text, nullable: true}
END
run 0 git commit -am 'All'
same 'revisions with -a' "$(in_commit)" 1
clean
ok 'commit -a'

entity user <<'END'
  name: string(100)
  a: {type: text, nullable: true}
  b: {type: text, nullable: true}
END
echo more >>note.txt
git add note.txt
run 0 git commit -m 'Only the entity' entities/user.yml
same 'revisions with a path' "$(in_commit)" 1
same 'what stays staged' "$(git status --porcelain)" 'M  note.txt'
git commit -q -m 'The note'
ok 'commit PATH: both indexes agree afterwards'

entity user <<'END'
  name: string(100)
  a: {type: text, nullable: true}
  b: {type: text, nullable: true}
  c: {type: text, nullable: true}
END
git add -A
run 0 git commit --amend -m 'The note, and c'
same 'revisions with --amend' "$(in_commit)" 1
clean
ok 'commit --amend'

entity user <<'END'
  first: {type: text, nullable: true}
  name: string(100)
  a: {type: text, nullable: true}
  b: {type: text, nullable: true}
  c: {type: text, nullable: true}
  last: {type: text, nullable: true}
END
printf 's\ny\nn\n' | git commit -q -p -m 'The first hunk' >"$T/out" 2>&1 || fail 'commit -p failed'
file=$(git show --name-only --format= HEAD -- migrations/versions)
file_has "$file" 'user.first'
file_lacks "$file" 'user.last'
run 0 git commit -am 'The second hunk'
file=$(git show --name-only --format= HEAD -- migrations/versions)
file_has "$file" 'user.last'
clean
ok 'commit -p: the revision has what the commit has'

entity user <<'END'
  first: {type: text, nullable: true}
  name: string(100)
  a: {type: text, nullable: true}
  b: {type: text, nullable: true}
  c: {type: text, nullable: true}
  last: {type: text, nullable: true}
  d: {type: text, nullable: true}
END
git add -A
GIT_EDITOR=false run 1 git commit
GIT_EDITOR=false run 1 git commit
same 'files of the aborted commit' "$(git status --porcelain migrations | wc -l)" 1
sed -i 's/^  d:/  e:/' entities/user.yml
git add entities
run 0 git commit -m 'e in place of d'
same 'revisions after an aborted commit' "$(in_commit)" 1
file=$(git show --name-only --format= HEAD -- migrations/versions)
file_has "$file" 'user.e'
clean
ok 'an aborted commit leaves no second file behind'

echo '  f: {type: text, nullable: true}' >>entities/user.yml
GIT_EDITOR=false run 1 git commit -a
run 0 git commit -am 'f'
same 'revisions after an aborted -a' "$(in_commit)" 1
clean
ok 'an aborted commit -a leaves no second file behind'

git worktree add -q ../linked -b linked
cd ../linked
echo '  g: {type: text, nullable: true}' >>entities/user.yml
run 0 git commit -am 'g'
same 'revisions in a worktree' "$(in_commit)" 1
clean
cd ../first
clean
ok 'a linked worktree'

echo '  h: {type: text, nullable: true}' >>entities/user.yml
git add entities
git commit -q --no-verify -m 'h, unseen'
echo '  i: {type: text, nullable: true}' >>entities/user.yml
run 1 git commit -am 'i'
err_has 'user.h'
err_has 'fxgit new'
run 0 fxgit new -m 'h and i'
git add -A
run 0 git commit -m 'h and i'
same 'revisions by hand' "$(in_commit)" 1
clean
ok 'a hook only writes what the commit says'

echo '  j: {type: text, nullable: true}' >>entities/user.yml
run 0 fxgit new -m 'By hand'
git add entities
run 0 git commit -m 'j'
same 'revisions staged for the user' "$(in_commit)" 1
git show --name-only --format= HEAD | grep -q by_hand || fail 'the file by hand was not taken'
clean
ok 'an unstaged revision that covers the difference is taken'

echo '  k: {type: text, nullable: true}' >>entities/user.yml
run 0 fxgit new -m 'Only k'
echo '  l: {type: text, nullable: true}' >>entities/user.yml
sed -i 's/user.k/user.l/' migrations/versions/*only_k.yml
git add entities
run 1 git commit -m 'k and l'
err_has 'only_k.yml'
git checkout -q -f HEAD -- entities
rm migrations/versions/*only_k.yml
clean
ok 'one that overlaps refuses the commit'

# what an editor, a merge or a killed process leaves is no revision
for ending in .orig '~' .bak .rej .swp .tmp .txt .yml.1a2b3c4d.tmp; do
    echo "  left$(echo "$ending" | tr -cd '[:lower:]'): {type: text, nullable: true}" >>entities/user.yml
    run 0 fxgit new -m 'Copy of it'
    file=$(echo migrations/versions/*_copy_of_it.yml)
    mv "$file" "$file$ending"
    git add entities
    run 0 git commit -m 'Left'
    git show --name-only --format= HEAD -- migrations/versions >"$T/files"
    grep -q '\.yml$' "$T/files" || fail "no revision beside *$ending"
    ! grep -qv '\.yml$' "$T/files" || fail "*$ending was committed"
    run 0 fxgit check
    rm "$file$ending"
done
clean
ok 'only revisions are staged'

sed -i 's/^  name:/  full_name:/' entities/user.yml
run 1 git commit -am 'Rename'
err_has 'renamed_from: name'
err_has 'dropped: [name]'
sed -i 's/^  full_name:.*/  full_name: {type: string(100), renamed_from: name}/' entities/user.yml
run 0 git commit -am 'Rename'
file=$(git show --name-only --format= HEAD -- migrations/versions)
file_has "$file" 'rename: full_name'
clean
ok 'a rename is asked about, never guessed'

echo '  age: integer' >>entities/user.yml
run 1 git commit -am 'age'
err_has 'entities/user.yml'
err_has 'fill: 0'
sed -i 's/^  age: integer/  age: {type: integer, fill: 0}/' entities/user.yml
run 0 git commit -am 'age'
clean
ok 'NOT NULL needs a fill'

printf 'table: broken\ncolumns: [\n' >entities/broken.yml
git add -A
run 1 git commit -m 'Broken'
err_has 'entities/broken.yml:'
git rm -q -f --cached entities/broken.yml
rm entities/broken.yml
ok 'an entity file that cannot be read refuses the commit'

rm entities/user.yml
run 0 git commit -am 'No users'
file=$(git show --name-only --format= HEAD -- migrations/versions)
file_has "$file" 'drop_table: user'
clean
ok 'a deleted entity drops its table'

start nameless
entity user <<'END'
  name: string(100)
  n: {type: integer, nullable: true}
indexes:
- {columns: [n]}
END
run 0 git commit -am 'An index'
entity user <<'END'
  name: string(100)
  n: {type: integer, fill: 1}
indexes:
- {columns: [n]}
END
run 0 git commit -am 'Not null'
same 'revisions of a table made anew' "$(in_commit)" 1
clean
ok 'a table with an index that the entity gives no name is made anew'

# the same commits, with what is kept, without it, and with what is damaged
[ "$engine" = postgresql ] && user='"user"' || user=user
story() { # KIND: changes of all sorts, a commit each
    start "$1"
    for n in 1 2 3 4 5; do
        case $n in
        1) write entities/kind.yml <<'END' ;;
enum: kind
values: [a, b]
END
        2) entity item <<'END' ;;
  text: {type: text, comment: "two\nlines \\ and a stroke"}
  price: {type: 'numeric(10,2)', default: '1.50'}
  user_id: {type: integer, references: user.id, nullable: true}
indexes:
- {columns: [price]}
END
        3) printf 'view: names\nsql: |\n  CREATE VIEW names AS\n  SELECT name FROM %s\n' "$user" >entities/names.yml ;;
        4) entity user <<'END' ;;
  name: string(100)
  kind: {type: 'enum:kind', default: a}
END
        5) rm entities/item.yml ;;
        esac
        case $1 in
        without) rm -rf .git/fxgit/cache ;;
        damaged)
            for file in .git/fxgit/cache/*; do
                head -c "$((n * 120))" "$file" >"$T/part"
                tail -c 100 "$file" >>"$T/part"
                cp "$T/part" "$file"
            done
            ;;
        esac
        git add -A
        run 0 git commit -m "$n"
    done
    clean
    run 0 fxgit notes verify
    cat migrations/versions/*.yml >"$T/$1.story"
}
story kept
ls .git/fxgit/cache/folded-* .git/fxgit/cache/entities .git/fxgit/cache/model-* >/dev/null || fail 'nothing is kept'
rm -rf .git/fxgit/cache
run 0 fxgit notes verify
run 0 fxgit check
story without
cmp "$T/kept.story" "$T/without.story" || fail 'what is kept changes what is written'
story damaged
cmp "$T/kept.story" "$T/damaged.story" || fail 'damage changes what is written'
ok 'what is kept of a commit changes nothing but the time'
