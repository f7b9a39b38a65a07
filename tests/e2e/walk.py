"""A random walk through Git; after each step the database must be what the work tree would make.

usage: walk.py SEED STEPS, in the folder of a new project (walk.sh)

Each step is an operation of Git that a person might make: a commit of changed entities, switch, branch, merge, rebase,
amend, cherry-pick, revert, reset, stash, gc, a tag. After it comes `fxgit sync`. Either that works: then the database is in
sync, does not drift, has the rows that never went, and looks like one that was made from nothing. Or it refuses, then it has
changed nothing, nothing could be made from the tree either, and the walk goes back.
"""
import collections
import hashlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys

ENGINE = os.environ.get("FX_ENGINE", "sqlite")
DB, FRESH = os.environ["FX_WALK_DB"], os.environ["FX_WALK_FRESH"]
NAME, FRESH_NAME = os.environ["FX_WALK_NAME"], os.environ["FX_WALK_FRESH_NAME"]
SERVER = os.environ["FX_WALK_SERVER"]
VERBOSE = os.environ.get("FX_WALK_VERBOSE")
REFUSED, BAD_INPUT, DATABASE = 1, 4, 6
ROWS = re.compile(r"(?i)unique|duplicate|check constraint|not null|null value|violate|invalid input|out of range|truncated|"
                  r"incorrect|too long")

Result = collections.namedtuple("Result", "code out err")


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if "Sanitizer" in done.stderr or "runtime error" in done.stderr or done.returncode < 0 or done.returncode == 70:
        raise Wrong("%s: %d %s" % (" ".join(command), done.returncode, done.stderr))
    return Result(done.returncode, done.stdout, done.stderr)


def git(*args):
    """At a time of its own, so that a seed gives the same commits again."""
    git.clock += 1
    os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = "%d +0000" % (1700000000 + git.clock)
    return run("git", *args)


git.clock = 0


def fxgit(*args):
    return run("fxgit", *args)


def sql(name, text):
    """Runs it in a database of the server ('': none); rows as text."""
    if ENGINE == "sqlite":
        db = sqlite3.connect("app.db")
        try:
            rows = db.execute(text).fetchall()
            db.commit()
        finally:
            db.close()
        return "\n".join("|".join("" if v is None else str(v) for v in row) for row in rows)
    if ENGINE == "postgresql":
        command = ["psql", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", SERVER.rsplit("/", 1)[0] + "/" + (name or "postgres")]
        done = run(*command, "-c", text)
    else:
        user, password, host, port = re.match(r"\w+://(.*?):(.*?)@(.*?):(\d+)", SERVER).groups()
        done = run("mariadb", "--no-defaults", "-h", host, "-P", port, "-u", user, "-p" + password, "-N", "-B", "-e",
                   "SET sql_mode = concat(@@sql_mode, ',ANSI_QUOTES'); " + text, *([name] if name else []))
    if done.code != 0:
        raise RuntimeError(text + "\n" + done.err)
    return done.out.strip().replace("\t", "|")


def make_fresh():
    """An empty database beside the other."""
    if ENGINE == "sqlite":
        if os.path.exists(FRESH_NAME):
            os.unlink(FRESH_NAME)
    elif ENGINE == "postgresql":
        sql(FRESH_NAME, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    else:
        sql("", "DROP DATABASE IF EXISTS %s; CREATE DATABASE %s CHARACTER SET utf8mb4" % (FRESH_NAME, FRESH_NAME))


def ordered(text):
    """YAML with what stands beside one another in an order of its own: columns have none."""
    root, stack = [], []
    stack.append((-1, root))
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        while stack[-1][0] >= depth:
            stack.pop()
        node = (line, [])
        stack[-1][1].append(node)
        stack.append((depth, node[1]))

    def flat(nodes):
        return "\n".join(sorted(line + ("\n" + flat(below) if below else "") for line, below in nodes))
    return flat(root)


def inspect(url):
    done = fxgit("inspect", "--json", "--database", url)
    if done.code != 0:
        raise Wrong("fxgit inspect: %d %s%s" % done)
    return "\n".join(sorted(ordered(e["text"]) for e in json.loads(done.out)["entities"]))


class Wrong(Exception):
    pass


# ---- entities: one thing a line, so that Git merges them as people's files ----

class Table:
    def __init__(self, name):
        self.name, self.renamed_from = name, None
        self.columns = {"id": {"type": "integer", "primary_key": True}}
        self.indexes, self.uniques, self.checks, self.dropped = [], [], [], []

    @staticmethod
    def read(path):
        t, part = Table(""), None
        t.columns = {}
        for line in open(path, encoding="utf-8"):
            if line.startswith("table: "):
                t.name = line[7:].strip()
            elif line.startswith("renamed_from: "):
                t.renamed_from = line[14:].strip()
            elif line.startswith("  ") and part == "columns":
                name, body = line.strip().split(": ", 1)
                t.columns[name] = json.loads(body)
            elif line.startswith("- "):
                getattr(t, part).append(json.loads(line[2:]))
            else:
                part = line.strip().rstrip(":")
        return t

    def write(self):
        out = ["table: " + self.name]
        if self.renamed_from:
            out.append("renamed_from: " + self.renamed_from)
        out.append("columns:")
        out += ["  %s: %s" % (name, json.dumps(body)) for name, body in self.columns.items()]
        for part in "indexes", "uniques", "checks", "dropped":
            if getattr(self, part):
                out += [part + ":"] + ["- " + json.dumps(item) for item in getattr(self, part)]
        with open("entities/%s.yml" % self.name, "w", encoding="utf-8") as f:
            f.write("\n".join(out) + "\n")


def tables():
    """Those of the work tree; None when a file is not one of ours (conflicts)."""
    try:
        names = sorted(f for f in os.listdir("entities") if f.endswith(".yml"))
        return {t.name: t for t in (Table.read("entities/" + f) for f in names)}
    except (ValueError, AttributeError, FileNotFoundError):
        return None


class Walk:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.seed = seed
        self.log, self.counts = [], collections.Counter()
        self.rows = 0
        self.fresh, self.known = {}, {}     # by the revisions of the tree
        self.tags = 0
        self.good = None      # (branch or None, commit) of the last sync that worked
        self.was = None       # what the database was then
        self.editable = seed % 2 == 0
        self.step = 0

    # ---- edits ----

    def column(self):
        rng = self.rng
        kind = rng.choice(["integer", "integer", "bigint", "string(50)", "text", "boolean", "numeric(10,2)", "date",
                           "timestamp", "double", "enum(a,b)"])
        body = {"type": kind}
        if rng.random() < 0.7:
            body["nullable"] = True
        elif kind in ("integer", "bigint"):
            body["fill" if rng.random() < 0.5 else "default"] = 1
        elif kind == "string(50)":
            body["default"] = "x"
        elif kind == "enum(a,b)":
            body["default"] = "a"
        else:
            body["nullable"] = True
        if rng.random() < 0.1:
            body["comment"] = "words"
        return body

    def insert(self, t, name, body):
        """At any place: a merge of two is no conflict as long as they are not beside one another."""
        items = list(t.columns.items())
        items.insert(self.rng.randrange(1, len(items) + 1), (name, body))
        t.columns = dict(items)
        if name in t.dropped:
            t.dropped.remove(name)

    def uses(self, t, name):
        return any(name in i["columns"] for i in t.indexes + t.uniques) or any(name in c["sql"] for c in t.checks)

    def edit(self):
        """One change of the entities; what it was."""
        rng, all_ = self.rng, tables()
        if all_ is None:
            return None
        free = [n for n in all_ if n != "base"]
        kind = rng.choice(["table"] * 2 + ["add"] * 8 + ["drop"] * 4 + ["rename", "type", "type", "null", "null", "index",
                          "index", "unique", "check", "reference", "loosen", "loosen", "default", "drop_table", "move_table"])
        if kind == "table":
            t = Table("t%d" % rng.randrange(6))
            if t.name in all_:
                return None
            for i in range(rng.randrange(1, 5)):
                t.columns["c%d" % i] = self.column()
            t.write()
            return "table " + t.name
        if kind in ("drop_table", "move_table"):
            if not free:
                return None
            t = all_[rng.choice(free)]
            if any(c.get("references") == t.name + ".id" for o in all_.values() for c in o.columns.values()):
                return None
            if kind == "drop_table":
                os.unlink("entities/%s.yml" % t.name)
                return "drop_table " + t.name
            name = "m%d" % rng.randrange(100)
            if name in all_:
                return None
            os.unlink("entities/%s.yml" % t.name)
            t.renamed_from, t.name = t.name, name
            t.write()
            return "move_table %s to %s" % (t.renamed_from, name)
        t = all_[rng.choice(list(all_))]
        own = [n for n in t.columns if n not in ("id", "name")]
        said = self.edit_table(t, kind, own, all_)
        if said:
            t.write()
        return said and "%s %s.%s" % (kind, t.name, said)

    def edit_table(self, t, kind, own, all_):
        rng = self.rng
        if kind in ("add", "reference"):
            name = "c%d" % rng.randrange(12)
            if name in t.columns:
                return None
            if kind == "reference":
                to = rng.choice(list(all_))
                self.insert(t, name, {"type": "integer", "nullable": True, "references": to + ".id"})
            else:
                body = self.column()
                if t.name == "base" and "fill" in body:   # it gets rows without a word about this column
                    body["default"] = body.pop("fill")
                self.insert(t, name, body)
            return name
        if kind == "loosen":
            parts = [p for p in (t.indexes, t.uniques, t.checks) if p]
            if not parts:
                return None
            part = rng.choice(parts)
            return str(part.pop(rng.randrange(len(part))))
        if not own:
            return None
        name = rng.choice(own)
        body = t.columns[name]
        number = body["type"] in ("integer", "bigint")
        if kind == "drop":
            if self.uses(t, name):
                return None
            del t.columns[name]
            t.dropped = sorted(set(t.dropped) | {name})
        elif kind == "rename":
            new = "n%d" % rng.randrange(100)
            if self.uses(t, name) or new in t.columns:
                return None
            t.columns = {new if n == name else n: b for n, b in t.columns.items()}
            body["renamed_from"] = name
            return name + " to " + new
        elif kind == "type":
            other = {"integer": "bigint", "bigint": "integer", "string(50)": rng.choice(["text", "string(60)"]),
                     "string(60)": "string(50)", "text": "string(50)", "enum(a,b)": "enum(a,b,c)",
                     "enum(a,b,c)": "enum(a,b)"}.get(body["type"])
            if other is None or "references" in body or self.uses(t, name):
                return None
            body["type"] = other
        elif kind == "null":
            if any(name in u["columns"] for u in t.uniques) or "references" in body:
                return None
            if t.name == "base" and "default" not in body:
                return None
            if body.pop("nullable", False):
                if not number:
                    body["nullable"] = True
                    return None
                body["fill"] = 1
            else:
                body["nullable"] = True
        elif kind == "default":
            if not number or "references" in body:
                return None
            body["default"] = rng.randrange(1, 9)
        elif kind == "index":
            if body["type"] == "text":
                return None
            i = {"columns": sorted(set([name] + ([rng.choice(own)] if rng.random() < .3 else [])))}
            if i in t.indexes or any(t.columns[c]["type"] == "text" for c in i["columns"]):
                return None
            t.indexes.append(i)
        elif kind == "unique":
            if not body.get("nullable") or not number or "references" in body or "default" in body:
                return None
            u = {"columns": [name]}
            if u in t.uniques:
                return None
            t.uniques.append(u)
        elif kind == "check":
            c = {"sql": name + " > 0"}
            if not number or c in t.checks or "references" in body:
                return None
            t.checks.append(c)
        return name

    def edits(self):
        wanted = self.rng.randrange(1, 4)
        done = []
        for _ in range(20):
            said = self.edit()
            if said:
                done.append(said)
                if len(done) == wanted:
                    break
        return ", ".join(done)

    # ---- what Git says ----

    def head(self):
        branch = git("symbolic-ref", "-q", "--short", "HEAD").out.strip()
        return branch or None, git("rev-parse", "HEAD").out.strip()

    def branches(self):
        return git("for-each-ref", "--format=%(refname:short)", "refs/heads").out.split()

    def clean(self):
        return git("status", "--porcelain").out == ""

    def some_commit(self):
        return self.rng.choice(git("rev-list", "--branches", "--tags", "--min-parents=1", "--max-count=60").out.split())

    def heads(self):
        key = self.versions()
        if key not in self.known:
            self.known[key] = fxgit("heads").out.split("\n")[:-1]
        return self.known[key]

    def new_empty(self):
        """Joins the heads. Its id has random bits: it gets one that the seed gives again."""
        done = fxgit("new", "--empty", "-m", "Merge heads")
        for path in git("ls-files", "-o", "migrations/versions").out.split():
            with open(path, encoding="utf-8") as f:
                text = f.read()
            if done.code == 0 and "message: Merge heads\n" in text:
                id_ = "e%011x" % self.rng.randrange(16 ** 11)
                with open("migrations/versions/%s_merge_heads.yml" % id_, "w", encoding="utf-8") as f:
                    f.write(re.sub(r"(?m)^revision: .*", "revision: " + id_, text))
                os.unlink(path)
        return done

    def commit(self, *args):
        """With the hook; a person does what it says."""
        git("add", "-A")
        done = git("commit", *args)
        if done.code == 0 or "nothing to commit" in done.out:
            return True
        if "earlier commit left it uncovered" in done.err or "no revision covers" in done.out + done.err or \
                "To drop it, run `fxgit new`" in done.err or "heads" in done.err:
            new = fxgit("new", "-m", "Cover")
            if new.code == 0 and "heads" in done.err and len(self.heads()) > 1:
                new = self.new_empty()
            git("add", "-A")
            done = git("commit", *args)
            if new.code == 0 and done.code == 0:
                self.counts["covered by hand"] += 1
                return True
        self.refuse("commit", done)
        return False

    def refuse(self, what, done):
        text = (done.err or done.out).strip().split("\n")
        self.note("%s was refused: %s" % (what, " / ".join(text[:3])))
        self.counts[what + " refused"] += 1

    def note(self, text):
        self.log.append("%d  %s" % (self.step, text))
        if VERBOSE:
            print(self.log[-1], flush=True)

    def back(self):
        """To where the last sync was."""
        for what in "merge", "rebase", "cherry-pick", "revert":
            git(what, "--abort")
        branch, commit = self.good
        if branch:
            git("checkout", "-q", "-f", "-B", branch, commit)
        else:
            git("checkout", "-q", "-f", "--detach", commit)
        git("reset", "-q", "--hard")
        git("clean", "-q", "-f", "-d", "entities", "migrations")

    # ---- operations: None when it cannot be done now ----

    def op_commit(self):
        said = self.edits()
        if not said:
            return None
        git("add", "-A")
        if not self.commit("-m", said):
            git("reset", "-q", "--hard")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
        return said

    def op_note(self):
        with open("note.txt", "a", encoding="utf-8") as f:
            f.write("%d\n" % self.rng.randrange(1000))
        self.commit("-m", "A note")
        return ""

    def op_draft(self):
        """A revision that is not committed: left in the tree for whatever comes."""
        said = self.edits()
        done = fxgit("new", "-m", "Draft")
        if not said or done.code != 0:
            if done.code != 0:
                self.refuse("new", done)
            git("checkout", "-q", "-f", "HEAD", "--", ".")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
        return said

    def op_switch(self):
        name = self.rng.choice(self.branches())
        return "%s: %d" % (name, git("switch", name).code)

    def op_branch(self):
        if len(self.branches()) > 5:
            name = self.rng.choice(self.branches())
            return "-D %s: %d" % (name, git("branch", "-D", name).code)
        name = "b%d" % self.rng.randrange(100)
        far = self.rng.random() < 0.3 and git("rev-list", "--count", "HEAD").out.strip() != "1"
        at = self.some_commit() if far else "HEAD"
        return "%s at %.7s: %d" % (name, at, git("switch", "-c", name, at).code)

    def in_trouble(self, what):
        """Conflicts: gives up, or takes a side and goes on."""
        way = self.rng.choice(["abort", "abort", "ours", "theirs"])
        for _ in range(20):
            if way == "abort":
                break
            unmerged = git("diff", "--name-only", "--diff-filter=U").out.split()
            for path in unmerged:
                if git("checkout", "--" + way, "--", path).code != 0:
                    git("rm", "-q", "-f", path)
            git("add", "-A")
            if what == "merge":
                if git("commit", "--no-edit").code != 0:
                    git("commit", "--no-edit", "--no-verify")
            elif git(what, "--continue").code != 0 and git(what, "--skip").code != 0:
                continue
            if not self.busy():
                return ", conflicts: " + way
        git(what, "--abort")
        return ", conflicts: abort"

    def busy(self):
        dir_ = git("rev-parse", "--git-dir").out.strip()
        return any(os.path.exists(dir_ + "/" + f)
                   for f in ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD"))

    def op_merge(self):
        others = [b for b in self.branches() if b != self.head()[0]]
        if not others or not self.clean():
            return None
        name = self.rng.choice(others)
        done = git("merge", "--no-edit", *self.rng.choice([[], ["--no-ff"], ["--no-verify"]]), name)
        said = "%s: %d" % (name, done.code)
        if self.busy() and not git("diff", "--name-only", "--diff-filter=U").out:   # the hook has something to add, or to say
            done = git("commit", "--no-edit")
            if done.code != 0:
                self.refuse("merge", done)
                git("merge", "--abort")
                return said + ", given up"
            return said + ", concluded"
        return said + self.in_trouble("merge") if self.busy() else said

    def op_squash(self):
        others = [b for b in self.branches() if b != self.head()[0]]
        if not others or not self.clean():
            return None
        name = self.rng.choice(others)
        if git("merge", "--squash", name).code != 0:
            git("reset", "-q", "--hard")
            return name + ": conflicts"
        if not self.commit("-m", "Squash of " + name):
            git("reset", "-q", "--hard")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
        return name

    def op_rebase(self):
        others = [b for b in self.branches() if b != self.head()[0]]
        if not others or not self.clean():
            return None
        name = self.rng.choice(others)
        done = git("rebase", name)
        said = "on %s: %d" % (name, done.code)
        return said + self.in_trouble("rebase") if self.busy() else said

    def op_pick(self):
        if not self.clean():
            return None
        what = self.rng.choice(["cherry-pick", "revert"])
        if git("rev-list", "--count", "HEAD").out.strip() == "1":
            return None
        commit = self.some_commit() if what == "cherry-pick" else \
            self.rng.choice(git("rev-list", "--min-parents=1", "--max-count=6", "HEAD").out.split())
        done = git(what, *([] if what == "cherry-pick" else ["--no-edit"]), commit)
        said = "%s %.7s: %d" % (what, commit, done.code)
        return said + self.in_trouble(what) if self.busy() else said

    def op_amend(self):
        if git("rev-list", "--count", "HEAD").out.strip() == "1":
            return None
        said = self.edits()
        if not self.commit("--amend", "--no-edit"):
            git("reset", "-q", "--hard")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
        return said

    def op_again(self):
        """The revisions of the last commit are written anew."""
        files = git("diff", "--name-only", "--diff-filter=A", "HEAD~1", "HEAD", "--", "migrations/versions").out.split()
        if not files or not self.clean():
            return None
        if not self.editable:
            for path in files:
                found = re.search(r"^revision: '?(\w+)", open(path, encoding="utf-8").read(), re.M)
                fxgit("downgrade", found[1] + "^", "--yes", "--no-input")
        for path in files:
            os.unlink(path)
        said = self.edits()
        if not self.commit("--amend", "--no-edit"):
            git("reset", "-q", "--hard")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
        return "%s without %s" % (said, " ".join(files))

    def op_rewrite(self):
        """An edit of the last commit's revision, the entity with it."""
        files = git("diff", "--name-only", "--diff-filter=A", "HEAD~1", "HEAD", "--", "migrations/versions").out.split()
        all_ = tables()
        if not files or not self.clean() or not self.editable or not all_:
            return None
        for path in files:
            text = open(path, encoding="utf-8").read()
            for table, column in re.findall(r"^- add_column: (\w+)\.(\w+)\n  type: integer$", text, re.M):
                body = all_[table].columns.get(column) if table in all_ else None
                if body is None or body["type"] != "integer" or "references" in body:
                    continue
                body["type"] = "bigint"
                all_[table].write()
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text.replace("add_column: %s.%s\n  type: integer" % (table, column),
                                         "add_column: %s.%s\n  type: bigint" % (table, column)))
                if not self.commit("--amend", "--no-edit"):
                    git("reset", "-q", "--hard")
                return "%s: %s.%s" % (path, table, column)
        return None

    def op_looks(self):
        """What is no change: a file's name, a comment, line ends."""
        files = sorted(f for f in os.listdir("migrations/versions") if f.endswith(".yml"))
        if not files:
            return None
        path = "migrations/versions/" + self.rng.choice(files)
        way = self.rng.choice(["name", "comment", "crlf"])
        if way == "name":
            git("mv", path, "migrations/versions/moved_%d.yml" % self.rng.randrange(1000))
        else:
            with open(path, "rb") as f:
                text = f.read()
            with open(path, "wb") as f:
                f.write(text + b"# words\n" if way == "comment" else text.replace(b"\r", b"").replace(b"\n", b"\r\n"))
        if self.rng.random() < 0.5:
            self.commit("-m", "Looks")
        return "%s of %s" % (way, path)

    def op_reset(self):
        n = int(git("rev-list", "--count", "--first-parent", "HEAD").out)
        if n < 3:
            return None
        by = self.rng.randrange(1, min(4, n - 1))
        git("reset", "-q", "--hard", "HEAD~%d" % by)
        return "HEAD~%d" % by

    def op_jump(self):
        """Another commit, as if by a program that knows no hooks."""
        if git("rev-list", "--count", "HEAD").out.strip() == "1":
            return None
        commit = self.some_commit()
        return "%.7s: %d" % (commit, git("-c", "core.hooksPath=/dev/null", "reset", "--hard", commit).code)

    def op_stash(self):
        if self.clean():
            return None
        return str(git("stash", *self.rng.choice([["-u"], ["-u"], []])).code)

    def op_pop(self):
        if git("rev-parse", "-q", "--verify", "refs/stash").code != 0 or not self.clean():
            return None
        done = git("stash", "pop")
        if done.code != 0:
            git("reset", "-q", "--hard")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
            git("stash", "drop")
        return str(done.code)

    def op_drop(self):
        """Throws away what is not committed."""
        if self.clean():
            return None
        git("reset", "-q", "--hard")
        git("clean", "-q", "-f", "-d", "entities", "migrations")
        return ""

    def op_gc(self):
        if git("rev-parse", "-q", "--verify", "refs/stash").code == 0:
            return None
        git("reflog", "expire", "--expire=now", "--all")
        return str(git("gc", "-q", "--prune=now").code)

    def op_tag(self):
        tags = git("tag").out.split()
        if not tags or self.rng.random() < 0.4:
            self.tags += 1
            git("tag", "v%d" % self.tags)
            return "new"
        name = self.rng.choice(tags)
        return "%s: %d" % (name, git("checkout", "-q", name).code)

    def op_join(self):
        if len(self.heads()) < 2:
            return None
        way = self.rng.choice([["merge"], ["merge"], ["new"], ["restack", "--base", self.rng.choice(self.branches())]])
        done = self.new_empty() if way == ["new"] else fxgit(*way)
        if done.code != 0:
            self.refuse("fxgit " + way[0], done)
            return way[0]
        self.commit("-m", "Join")
        return way[0]

    def op_fold(self):
        """Drafts become one revision that replaces them."""
        if not self.clean() or len(self.heads()) > 1 or git("rev-list", "--count", "HEAD").out.strip() == "1":
            return None
        base = self.some_commit()
        done = fxgit("squash", "--base", base)
        if done.code != 0:
            self.refuse("fxgit squash", done)
            return None
        if not self.commit("-m", "Fold"):
            git("reset", "-q", "--hard")
            git("clean", "-q", "-f", "-d", "entities", "migrations")
        return "since %.7s" % base

    def op_partial(self):
        """The database goes a few revisions back by hand."""
        by = self.rng.randrange(1, 4)
        if len(json.loads(fxgit("status", "--json").out)["applied"]) <= by:
            return None
        return str(fxgit("downgrade", "-%d" % by, "--yes", "--no-input").code)

    def op_elsewhere(self):
        if git("rev-list", "--count", "HEAD").out.strip() == "1":
            return None
        commit = self.some_commit()
        return "%.7s: %d" % (commit, fxgit("sync", commit, "--yes", "--no-input").code)

    # ---- what must hold ----

    def insert_rows(self):
        if self.rng.random() < 0.3:
            try:
                sql(NAME, "INSERT INTO base (name) VALUES ('row %d')" % (self.rows + 1))
                self.rows += 1
            except (RuntimeError, sqlite3.Error):
                pass  # two defaults in a unique column
        all_ = tables()
        if self.rng.random() > 0.3 or not all_:
            return
        name = self.rng.choice(list(all_))
        if name == "base" and ENGINE == "sqlite":
            return
        t = all_[name]
        values = {}
        for c, body in t.columns.items():
            if c in ("id", "name") or "references" in body or self.rng.random() < 0.3 and body.get("nullable"):
                continue
            n = self.rng.randrange(1, 10 ** 6)
            kind = body["type"].split("(")[0]
            values[c] = {"integer": str(n), "bigint": str(n), "numeric": str(n), "double": str(n), "boolean": "true",
                         "date": "'2026-11-23'", "timestamp": "'2026-11-23 01:02:03'", "enum": "'a'"}.get(kind, "'%d'" % n)
        if name == "base" or not values:
            return
        try:
            sql(NAME, 'INSERT INTO "%s" (%s) VALUES (%s)' % (name, ", ".join(values), ", ".join(values.values())))
        except (RuntimeError, sqlite3.Error):
            pass  # entities that no revision covers yet

    def snapshot(self):
        return inspect(DB), sql(NAME, "SELECT revision, seq, up_hash, down_hash FROM fxgit_ledger ORDER BY seq")

    def versions(self):
        h = hashlib.sha256()
        for name in sorted(os.listdir("migrations/versions")):
            with open("migrations/versions/" + name, "rb") as f:
                h.update(name.encode() + b"\0" + f.read().replace(b"\r", b"") + b"\0")
        return h.hexdigest()

    def build(self):
        """What the tree makes from nothing: (0, its entities), or why it makes nothing."""
        key = self.versions()
        if key not in self.fresh:
            make_fresh()
            done = fxgit("upgrade", "--database", FRESH)
            self.fresh[key] = (done.code, inspect(FRESH) if done.code == 0 and os.listdir("migrations/versions") !=
                               [".gitkeep"] else done.err)
        return self.fresh[key]

    def sync(self):
        return fxgit("sync", "--yes", "--take-over", "--no-input", "--no-backup")

    def check_good(self, done):
        status = fxgit("status", "--json")
        if status.code != 0 or not json.loads(status.out)["in_sync"]:
            raise Wrong("not in sync: %d %s%s" % status)
        drift = fxgit("drift")
        if drift.code != 0:
            raise Wrong("drift: %d %s%s" % drift)
        code, wanted = self.build()
        if code != 0:
            raise Wrong("sync works, but from nothing: %d %s\n%s" % (code, wanted, done.out))
        now = self.snapshot()
        if now[0] != wanted:
            raise Wrong("the database\n%s\nis not what is made from nothing\n%s\n%s" % (now[0], wanted, done.out))
        if self.step % 10 == 0:
            again = self.sync()
            if again.code != 0 or re.search(r"^(undo|apply) ", again.out, re.M):
                raise Wrong("a second sync: %d %s%s" % again)
        rows = sql(NAME, "SELECT count(*), count(DISTINCT name) FROM base")
        if rows != "%d|%d" % (self.rows, self.rows):
            raise Wrong("base has %s rows of %d" % (rows, self.rows))
        self.good, self.was = self.head(), now

    def check_refused(self, done):
        code, text = self.build()
        if done.code not in (REFUSED, BAD_INPUT, DATABASE):
            raise Wrong("sync: %d %s%s" % done)
        rows = done.code == DATABASE and ROWS.search(done.err)   # which do not fit
        if code == 0 and not rows:
            raise Wrong("sync refuses what can be made from nothing: %d %s%s" % done)
        if code not in (0, done.code):
            raise Wrong("sync: %d %s%s, but from nothing: %d %s" % (*done, code, text))
        if done.code == DATABASE and ENGINE == "mysql" and "fxgit resume" in done.err:
            back = fxgit("resume", "--back", "--yes")
            if back.code != 0:
                raise Wrong("resume --back: %d %s%s" % back)
        elif self.snapshot() != self.was:
            raise Wrong("sync refused and changed something: %d %s%s" % done)
        self.note("sync was refused: %d %s" % (done.code, done.err.split("\n")[0]))
        self.counts["sync refused"] += 1
        self.back()
        done = self.sync()
        if done.code != 0:
            raise Wrong("sync after going back: %d %s%s" % done)
        self.check_good(done)

    def settle(self, moved):
        if moved:   # by the step itself, on purpose
            self.was = self.snapshot()
        done = self.sync()
        if done.code == 0:
            self.check_good(done)
            self.insert_rows()
        else:
            self.check_refused(done)

    def start(self):
        with open("fxgit.yml", encoding="utf-8") as f:
            config = re.sub(r"(?m)^project: \S+", "project: %08x" % self.seed, f.read())
        with open("fxgit.yml", "w", encoding="utf-8") as f:
            f.write(config + "drafts: %s\n" % ("editable" if self.editable else "refuse"))
            if self.seed % 3 == 0:
                f.write("hooks: {pre-commit: generate, post-checkout: sync}\n")
        t = Table("base")
        t.columns["name"] = {"type": "string(100)"}
        for i in range(0, 12, 3):
            t.columns["c%d" % i] = {"type": "integer", "nullable": True}
        t.write()
        git("add", "-A")
        done = git("commit", "-m", "First")
        if done.code != 0:
            raise Wrong("first commit: %d %s%s" % done)
        self.settle(False)

    def take(self):
        weights = {"commit": 30, "note": 2, "draft": 6, "switch": 12, "branch": 8, "merge": 12, "squash": 2, "rebase": 7,
                   "pick": 7, "amend": 5, "again": 4, "rewrite": 6, "looks": 4, "reset": 5, "jump": 4, "stash": 8, "pop": 8,
                   "drop": 3, "gc": 2, "tag": 4, "join": 20, "fold": 3, "partial": 2, "elsewhere": 2}
        if not self.clean():
            weights.update(stash=60)
        elif git("rev-parse", "-q", "--verify", "refs/stash").code == 0:
            weights.update(pop=30)
        if len(self.heads()) > 1:
            weights.update(join=100)
        while True:
            name = self.rng.choices(list(weights), list(weights.values()))[0]
            said = getattr(self, "op_" + name)()
            if said is not None:
                self.counts[name] += 1
                self.note(("%s %s" % (name, said)).rstrip())
                return name

    def walk(self, steps):
        try:
            self.start()
            for self.step in range(1, steps + 1):
                name = self.take()
                self.settle(True if name in ("partial", "elsewhere", "again") or self.seed % 3 == 0 else False)
        except (Wrong, RuntimeError) as why:
            print("\n".join(self.log[-25:]))
            print("seed %d, step %d, in %s at %s: %s" % (self.seed, self.step, *self.head(), why))
            return 1
        print("seed %d: %s" % (self.seed, ", ".join("%d %s" % (n, k) for k, n in sorted(self.counts.items()))))
        return 0


if __name__ == "__main__":
    sys.exit(Walk(int(sys.argv[1])).walk(int(sys.argv[2])))
