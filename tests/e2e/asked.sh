#!/bin/sh
# What the author is asked when a revision is written: no row is lost because nobody asked.
# shellcheck disable=SC2016 # backticks in what is printed
. "$(dirname "$0")/lib.sh"

here=$(cd "$(dirname "$0")" && pwd -P)

terminal() { # STATUS ANSWERS COMMAND...: on a terminal, what is on it in $T/out
    status=$1
    shift
    run "$status" python3 "$here/terminal.py" "$@"
}

entity() { # NAME, further lines on standard input
    {
        printf 'table: %s\ncolumns:\n  id: {type: integer, primary_key: true}\n' "$1"
        cat
    } | write "entities/$1.yml"
}

post() { # further lines on standard input
    entity post
}

start() { # NAME: a project with the table post and two rows, applied; its columns on standard input
    new_repo "$1"
    new_database
    run 0 fxgit init --database "$DB"
    post
    git add -A
    run 0 git commit -m First
    run 0 fxgit sync
}

newest() { # the revision file of the last commit
    git show --name-only --format= HEAD -- migrations/versions
}

start rename <<'END'
  title: string(100)
  body: {type: text, nullable: true}
END
db "INSERT INTO post (title, body) VALUES ('one', 'first'), ('two', 'second')"
post <<'END'
  title: string(100)
  content: {type: text, nullable: true}
END
run 1 git commit -am 'Content'
err_has 'entities/post.yml:5: was column post.body renamed to content, or dropped?'
err_has 'add `renamed_from: body` to column content'
err_has 'add `dropped: [body]` to table post'
err_has '--renamed post.body=content'
run 1 fxgit new
err_has 'was column post.body renamed to content, or dropped?'
git add -A
run 1 fxgit check --staged
out_has 'was column post.body renamed to content, or dropped?'
ok 'names that have nothing in common: asked'

terminal 1 . git commit -am 'Content'
out_has 'Was column post.body renamed to content?'
out_has 'or dropped?'
same 'revisions of a commit without an answer' "$(git status --porcelain migrations | wc -l)" 0
terminal 0 xy git commit -am 'Content'
file_has "$(newest)" 'rename: content'
clean
run 0 fxgit sync
same 'the renamed values' "$(db 'SELECT id, content FROM post ORDER BY id' | paste -s -d ' ')" '1|first 2|second'
ok 'a commit on a terminal asks, and takes nothing else than an answer'

post <<'END'
  headline: {type: string(200), fill: '-'}
  text: {type: text, nullable: true}
END
terminal 0 nyy fxgit new
out_has 'Was column post.title renamed to headline?'
out_has 'Was column post.title renamed to text? (n: it is dropped with its values)'
file=$(git status --porcelain -uall migrations | cut -c4-)
file_has "$file" 'rename: text'
file_has "$file" 'rename: headline'
rm "$file"
terminal 0 yy fxgit new
file=$(git status --porcelain -uall migrations | cut -c4-)
git add -A
run 0 git commit -m 'Headline and text'
run 0 fxgit sync
same 'the renamed values' "$(db 'SELECT headline, text FROM post ORDER BY id' | paste -s -d ' ')" 'one|first two|second'
ok 'several: one after the other, the likeliest first, and each can be none'

post <<'END'
  headline: string(200)
  body: {type: text, nullable: true}
  more: {type: text, nullable: true}
END
run 2 fxgit new --renamed post.txt=body
run 2 fxgit new --dropped other
run 0 fxgit new --renamed post.text=more
file=$(git status --porcelain -uall migrations | cut -c4-)
file_has "$file" 'rename: more'
rm "$file"
run 0 fxgit new --dropped post.text
file=$(git status --porcelain -uall migrations | cut -c4-)
file_has "$file" 'drop_column: post.text'
rm "$file"
run 0 fxgit new --renamed post.text=body
git add entities
run 0 git commit -m 'Body again'
run 0 fxgit sync
same 'the renamed values' "$(db 'SELECT body FROM post ORDER BY id' | paste -s -d ' ')" 'first second'
ok 'and all of it can be said to fxgit new'

git mv entities/post.yml entities/article.yml
sed -i 's/table: post/table: article/; s/headline:.*/title: string(200)/; $a\  slug: {type: text, nullable: true}' entities/article.yml
git add -A
run 1 git commit -m Article
err_has 'was table post renamed to article, or dropped?'
err_has 'dropped_tables: [post]'
terminal 0 yy git commit -m Article
out_has 'Was table post renamed to article?'
out_has 'Was column article.headline renamed to title?'
run 0 fxgit sync
same 'the renamed table' "$(db 'SELECT title, body FROM article ORDER BY id' | paste -s -d ' ')" 'one|first two|second'
ok 'a table, with a column of it renamed and one added'

entity article <<'END'
  title: string(200)
  slug: {type: text, nullable: true}
END
entity content <<'END'
  article_id: {type: integer, references: article.id}
  body: {type: text, nullable: true}
END
git add -A
run 1 git commit -m Split
err_has 'column article.body goes, and content.body comes: the values are not taken there'
terminal 1 n git commit -m Split
printf 'dropped: [body]\n' >>entities/article.yml
git add -A
run 0 git commit -m Split
ok 'what goes to another table is no rename, and is said'

start cases <<'END'
  Body: {type: text, nullable: true}
END
db "INSERT INTO post (\"Body\") VALUES ('first')"
sed -i 's/Body/body/' entities/post.yml
run 0 git commit -am 'Small letters'
file_has "$(newest)" 'rename: body'
run 0 fxgit sync
same 'the values' "$(db 'SELECT body FROM post')" first
same 'the column' "$(columns post)" 'id body'
git mv entities/post.yml entities/p.yml
sed -i 's/table: post/table: Post/' entities/p.yml
run 0 git commit -am 'A large letter'
file_has "$(newest)" 'rename: Post'
run 0 fxgit sync
same 'the tables' "$(tables)" Post
same 'the values' "$(db 'SELECT body FROM "Post"')" first
run 0 fxgit drift
run 0 fxgit downgrade -1
same 'the tables' "$(tables)" post
same 'the values' "$(db 'SELECT body FROM post')" first
ok 'a name in other letters is renamed, never dropped'

# An index that stands on an enum is made anew with it: this commit says all of it.
new_repo blame
new_database
run 0 fxgit init --database "$DB"
write entities/roles.yml <<'END'
enum: roles
values: [customer, admin]
END
entity person <<'END'
  role: {type: enum:roles}
  n: {type: integer, nullable: true}
indexes:
- {columns: [role], where: "role = 'admin'"}
END
[ "$engine" != mysql ] || sed -i 's/, where:.*}/}/' entities/person.yml
git add -A
run 0 git commit -m First
sed -i 's/admin/boss/' entities/*.yml
run 0 git commit -am Boss
file_has "$(newest)" 'alter_enum: roles'
clean
ok 'what depends on a change is said with it'

# An index by hand, in a revision of SQL, and no entity that declares it.
run 0 fxgit new --sql -m 'An index'
file=$(git status --porcelain -uall migrations | cut -c4-)
sed -i 's/^-- fxgit:upgrade.*/&\nCREATE INDEX by_hand ON person (n);/; s/^-- fxgit:downgrade.*/&\nDROP INDEX by_hand;/' "$file"
[ "$engine" != mysql ] || sed -i 's/^DROP INDEX by_hand/& ON person/' "$file"
sed -i 's/^DROP INDEX.*/&\n-- fxgit:state\n-- - drop_index: person.by_hand/; s/^CREATE INDEX.*/&\n-- fxgit:state\n-- - create_index: person.by_hand\n--   columns: [n]/' "$file"
git add -A
run 1 git commit -m 'An index'
err_has 'revision'
err_has 'makes what no entity declares: `Drop index person.by_hand` is not written'
err_has 'add `indexes: [{name: by_hand, columns: [n]}]` to table person'
err_lacks 'earlier commit'
cat >>entities/person.yml <<'END'
- {name: by_hand, columns: [n]}
END
git add -A
run 0 git commit -m 'An index'
run 0 fxgit sync
run 0 fxgit drift
ok 'the hook does not advise what would drop what was just made'

start fill <<'END'
  a: {type: text, nullable: true}
  n: {type: integer, nullable: true, default: 5}
END
db "INSERT INTO post (a, n) VALUES (NULL, NULL), ('x', 1)"
sed -i 's/^  a:.*/  a: text/' entities/post.yml
run 1 git commit -am 'a'
err_has 'entities/post.yml:4: column post.a becomes NOT NULL, and rows that are there may have NULL in it'
err_has 'fill: 0'
err_has 'fill: {none: true}'
sed -i "s/^  a:.*/  a: {type: text, fill: '-'}/; s/^  n:.*/  n: {type: integer, default: 5}/" entities/post.yml
run 1 git commit -am 'a'
err_has 'column post.n becomes NOT NULL'
sed -i 's/^  n:.*/  n: {type: bigint, default: 5, fill: {sql: "7"}}/' entities/post.yml
run 0 git commit -am 'a'
run 0 fxgit sync
same 'the filled rows' "$(db 'SELECT id, a, n FROM post ORDER BY id' | paste -s -d ' ')" '1|-|7 2|x|1'
db "INSERT INTO post (a, n) VALUES (NULL, 1)" 2>"$T/err" && fail 'a may be NULL'
run 0 fxgit drift
ok 'NOT NULL needs a fill where the column is there, too'

numbers() { # IDENTITY: of the key
    new_repo "numbers_${1:-derived}"
    new_database
    run 0 fxgit init --database "$DB"
    write entities/s.yml <<END
table: s
columns:
  id: {type: integer, primary_key: true${1:+, identity: $1}}
  a: integer
  b: integer
END
    cp entities/s.yml "$T/with_key.yml"
    git add -A
    run 0 git commit -m First
    run 0 fxgit sync
    db 'INSERT INTO s (a, b) VALUES (10, 1), (20, 2), (30, 3)'
    write entities/s.yml <<'END'
table: s
columns:
  a: integer
  b: integer
primary_key: [a, b]
dropped: [id]
END
    run 0 git commit -am 'No number'
    run 0 fxgit sync --yes
    same 'columns without the number' "$(columns s)" 'a b'
    run 0 fxgit downgrade -1 --yes
    same 'the numbers' "$(db 'SELECT id FROM s ORDER BY id' | paste -s -d ' ')" '1 2 3'
    same 'the rows' "$(db 'SELECT a, b FROM s ORDER BY a' | paste -s -d ' ')" '10|1 20|2 30|3'
    db 'INSERT INTO s (a, b) VALUES (40, 4)'
    same 'the next number' "$(db 'SELECT id FROM s WHERE a = 40')" 4
    run 0 fxgit drift
    run 0 fxgit upgrade --yes
    cp "$T/with_key.yml" entities/s.yml
    run 0 git commit -am 'A number again'
    run 0 fxgit sync --yes
    same 'the numbers' "$(db 'SELECT id FROM s ORDER BY id' | paste -s -d ' ')" '1 2 3 4'
    run 0 fxgit drift
}
numbers ""
numbers true
case $engine in
sqlite) numbers strict ;;
postgresql) numbers serial ;;
esac
ok 'a key that numbers rows comes back with numbers'

# ---- what no entity declares ----

start absent <<'END'
  a: {type: text, nullable: true}
END
mkdir app
printf 'class Post(Base):\n    __tablename__ = "post"\n' >app/models.py
mv entities "$T/entities"
run 3 fxgit new
err_has 'there is no file in entities, where fxgit.yml has the entities: table post would be dropped'
err_has 'models seem to be in app/models.py: `entities: [app/models.py]`'
err_has 'dropped_tables: [post]'
run 0 fxgit status
out_has 'there is no file in entities'
out_lacks 'differ from revisions'
run 0 fxgit diff
err_has 'there is no file in entities'
mkdir "$T/image"
cp -r fxgit.yml migrations "$T/image"
cd "$T/image"
run 0 fxgit status --database sqlite:///image.db
out_has 'there is no file in entities'
run 1 fxgit check
out_has 'there is no file in entities'
out_lacks 'no revision covers'
cd "$T/absent"
git add -A
run 1 fxgit check --staged
out_has 'there is no file in entities, where fxgit.yml has the entities: table post would be dropped'
out_lacks 'no revision covers'
mkdir entities
echo 'columns' >entities/read.me
run 3 fxgit new
err_has 'no entity declares a table (entities: [entities]): table post would be dropped'
terminal 3 n fxgit new
terminal 0 y fxgit new
file=$(git status --porcelain -uall migrations | cut -c4-)
file_has "$file" 'drop_table: post'
rm "$file"
run 0 fxgit new --yes
file=$(git status --porcelain -uall migrations | cut -c4-)
file_has "$file" 'drop_table: post'
rm "$file"
git add -A
run 0 git commit -q --no-verify -m 'Entities are elsewhere'
echo x >entities/x.yml.txt
git add -A
echo '# x' >>fxgit.yml
run 1 git commit -am 'Nothing'
err_has 'no entity declares a table (entities: [entities]): table post would be dropped'
err_has 'models seem to be in app/models.py'
err_lacks 'earlier commit'
run 0 fxgit new --yes
git add -A
run 0 git commit -m 'All gone'
ok 'entities that are not there are no dropped tables'

cp "$T/entities/post.yml" entities
git add -A
run 0 git commit -m 'Again'
git rm -q entities/post.yml
run 0 git commit -m 'Gone'
file_has "$(newest)" 'drop_table: post'
ok 'a commit that takes the last entity away says so'

new_repo models
mkdir -p app
printf 'class Post(Base):\n    __tablename__ = "post"\n' >app/models.py
printf 'x = 1\n' >app/other.py
run 0 fxgit init
out_has 'app/models.py'
out_has 'entities: [app/models.py]'
ok 'init finds models'

# An index that a revision of SQL made and the entity lacks.
start hand <<'END'
  a: {type: integer, nullable: true}
END
run 0 fxgit new --sql -m 'An index'
file=$(git status --porcelain -uall migrations | cut -c4-)
sed -i 's/^-- fxgit:upgrade.*/&\nCREATE INDEX by_hand ON post (a);/; s/^-- fxgit:downgrade.*/&\nDROP INDEX by_hand;/' "$file"
[ "$engine" != mysql ] || sed -i 's/^DROP INDEX by_hand/& ON post/' "$file"
sed -i 's/^DROP INDEX.*/&\n-- fxgit:state\n-- - drop_index: post.by_hand/; s/^CREATE INDEX.*/&\n-- fxgit:state\n-- - create_index: post.by_hand\n--   columns: [a]/' "$file"
run 3 fxgit new
err_has 'makes what no entity declares: `Drop index post.by_hand`'
err_has 'add `indexes: [{name: by_hand, columns: [a]}]` to table post'
run 0 fxgit new --yes
rm "$(git status --porcelain -uall migrations | grep -v an_index | cut -c4-)"
git add -A
run 0 git commit -q --no-verify -m 'An index'
err_has 'Declare it; or to drop it'
run 3 fxgit new
run 1 fxgit check
out_has 'To keep it, declare it in an entity'
terminal 3 n fxgit new
terminal 0 y fxgit new
rm "$(git status --porcelain -uall migrations | cut -c4-)"
printf 'indexes: [{name: by_hand, columns: [a]}]\n' >>entities/post.yml
git add -A
run 0 git commit -m 'Declared'
sed -i '/^indexes/d' entities/post.yml
run 0 fxgit new
git add -A
run 0 git commit -m 'Without'
clean
ok 'what was made by hand is dropped when somebody says so'

# ---- files that are not in the work tree ----

start sparse <<'END'
  a: {type: text, nullable: true}
END
db "INSERT INTO post (a) VALUES ('kept')"
echo x >app.txt
mkdir app
echo x >app/x
git add -A
git commit -q -m App
left_out() { # HOW
    [ ! -e entities/post.yml ] || fail "$1: post.yml is there"
    run 0 fxgit status
    out_has 'entities and revisions agree'
    run 0 fxgit new
    out_has 'nothing to do'
    run 0 fxgit diff
    out_empty
    run 0 fxgit check
    run 0 fxgit sync --no-input
    same "$1: the rows" "$(db 'SELECT a FROM post')" kept
    echo "$1" >>app/x
    run 0 git commit -am "$1"
    same "$1: revisions" "$(git show --name-only --format= HEAD -- migrations | wc -l)" 0
}
git sparse-checkout set app migrations
left_out cone
git sparse-checkout set --no-cone /app/ /migrations/ /fxgit.yml
left_out patterns
git sparse-checkout set --sparse-index --cone app migrations
left_out 'a sparse index'
git sparse-checkout set --no-sparse-index --cone app entities
[ ! -e migrations/versions ] || fail 'revisions are there'
run 0 fxgit status
out_has 'in sync'
out_has 'entities and revisions agree'
run 0 fxgit sync --no-input
git sparse-checkout disable
git update-index --skip-worktree entities/post.yml
rm entities/post.yml
left_out 'a file alone'
git update-index --no-skip-worktree entities/post.yml
run 3 fxgit new
git checkout -q entities
ok 'what a sparse checkout leaves out is read from the index'

start draft <<'END'
  a: {type: text, nullable: true}
END
echo '  b: {type: text, nullable: true}' >>entities/post.yml
GIT_EDITOR=false run 1 git commit -a
file=$(git status --porcelain -uall migrations | cut -c4-)
sed -i 's/^  b:.*/  b: {type: string(50), nullable: true}/; $a\  c: {type: text, nullable: true}' entities/post.yml
run 0 git commit -am 'b and c'
same 'the name of the draft' "$(newest)" "$file"
file=${file##*/}
file_has "$(newest)" "revision: ${file%%_*}"
file_has "$(newest)" 'string(50)'
file_has "$(newest)" 'post.c'
clean
run 0 fxgit check
run 0 fxgit sync
ok 'a draft keeps its name until it is committed'

start late <<'END'
  a: {type: text, nullable: true}
END
db "INSERT INTO post (a) VALUES (NULL), ('x')"
sed -i 's/^  a:.*/  a: {type: text, fill: {none: true}}/' entities/post.yml
run 0 git commit -am 'a'
file=$(newest)
sed -i 's/^- alter_column: post.a/& # as it is/; s/^downgrade:/# back\n&/' "$file"
run 0 git commit -am 'A remark'
sed -i "s/^  a:.*/  a: {type: text, fill: '-'}/" entities/post.yml
run 0 fxgit new
out_has "updated  $file: fill of post.a"
file_has "$file" "fill: '-'"
file_has "$file" '# back'
git checkout -q "$file"
run 0 git commit -am 'What the rows get'
err_has "$file took the fill of post.a"
file_has "$file" "fill: '-'"
clean
run 0 fxgit check
run 0 fxgit sync
same 'the filled rows' "$(db 'SELECT id, a FROM post ORDER BY id' | paste -s -d ' ')" '1|- 2|x'
sed -i "s/^  a:.*/  a: {type: text, fill: '+'}/" entities/post.yml
run 0 git commit -am 'Too late'
err_empty
clean
ok 'a draft takes a fill that comes later, and an applied one none'
