"""The gate against a naive one, on generated histories.

usage: gate_random.py SEED HISTORIES, in the folder of a new project (gate_random.sh)

A history is a graph of commits, with criss-cross merges, and in each a few edits of revision files: every key of theirs, what
is a comment to one dialect, parents, names, line ends, deletions, other ids, files that cannot be read, and of what fxgit.yml
says. Of two of its commits one is HEAD and one the base; `fxgit check --base` must find exactly the (rule, revision) that the
model here does, which knows neither files nor hashes. Some of them are pushed as well, to a repository whose frozen branch was
deleted before, or whose HEAD names no branch.
"""
import collections
import hashlib
import json
import os
import random
import re
import subprocess
import sys

RULES = ("frozen-edited", "frozen-deleted", "frozen-reidentified", "frozen-cosmetic", "frozen-mended", "frozen-twice", "two-heads",
         "two-heads-joined", "graph", "unreadable", "replaces", "not-covered")
VERSIONS = "migrations/versions/"
Bad = collections.namedtuple("Bad", "text")
Beside = collections.namedtuple("Beside", "text")     # no revision's file
Config = collections.namedtuple("Config", "dialects ignored naming")
PLAIN = Config((), (), "ix_{table}_{columns}")
NAMED = "named"     # the table that an entity has, with an index
ENTITY = """table: named
columns:
  id: {type: integer, primary_key: true}
  c: {type: integer}
indexes:
- columns: [c]
"""
EVERY = ("sqlite", "postgresql", "mysql")
# A text, and what it says to each of EVERY; None: it is not known to say the same as any other. A session may have set what a
# backslash is.
TEXTS = (
    ("SELECT 1", ("1", "1", "1")),
    ("SELECT  1", ("1", "1", "1")),
    ("SELECT /* one */ 1", ("1", "1", "1")),
    ("SELECT 1 -- one", ("1", "1", "1")),
    ("SELECT 1 --one", ("1", "1", None)),
    ("SELECT /*! 2, */ 1", ("1", None, None)),
    ("SELECT /*!50000 2, */ 1", ("1", None, None)),
    ("SELECT /*! 3, */ 1", ("1", None, None)),
    ("SELECT 1 # one", (None, None, "1")),
    ("SELECT 1 # two", (None, None, "1")),
    ("SELECT 'a\\', 1 -- '", ("a", None, None)),
    ("SELECT 'a\\', /* x */ 1 -- '", ("a", None, None)),
    ("SELECT 'a\\', 1 -- it'", ("a", None, None)),
)
PUSHED = 10     # one of so many histories
STATES = (None, [], ["integer"], ["text"])     # of a column more; None: it says nothing


class Rev:
    """A revision as a person sees it. `look`: how its SQL is written; `style`: all that never counts."""

    def __init__(self, id_, parents, message):
        self.id, self.parents, self.message = id_, tuple(parents), message
        self.table, self.type, self.down = "t_" + id_, "integer", 0
        self.look, self.irreversible, self.comment, self.crlf, self.was = 0, False, 0, False, ()
        self.replaces, self.state, self.loses = (), 1, ()

    def but(self, **new):
        r = Rev(self.id, self.parents, self.message)
        r.__dict__.update(self.__dict__)
        r.__dict__.update(new)
        return r

    def sql(self):
        return TEXTS[self.look][0]

    def up(self):
        return (self.table, self.type, self.state)

    def says_as(self, other, dialects):
        """The SQL of both is the same to each dialect."""
        says, others = TEXTS[self.look][1], TEXTS[other.look][1]
        return self.look == other.look or all(says[i] is not None and says[i] == others[i]
                                              for i in range(3) if EVERY[i] in (dialects or EVERY))

    def keeps_losses(self, was):
        """What was named stays, and nothing gets another reason."""
        now, before = dict(self.loses), dict(was.loses)
        return set(before) <= set(now) and all(reason == before.get(name) for name, reason in now.items())

    def back(self):
        return "irreversible" if self.irreversible else (self.table, self.down)

    def up_hash(self):
        steps = [{"columns": [["id", {"primary_key": "true", "type": "integer"}], ["c", {"type": self.type}]],
                  "create_table": self.table}, {"execute": self.sql()}]
        text = json.dumps({"steps": steps}, separators=(",", ":"), sort_keys=True)
        return "fx1:" + hashlib.sha256(text.encode()).hexdigest()

    def text(self):
        out = ["# " + self.message] + ["# again"] * self.comment
        out += ["revision: " + self.id, "revises: [%s]" % ", ".join(self.parents), "message: " + self.message]
        if self.replaces:
            out.append("replaces: [%s]" % ", ".join(self.replaces))
        if self.loses:
            out += ["loses:"] + ["  %s: %s" % (name, reason or "") for name, reason in self.loses]
        if self.was:
            out += ["was:"] + ["- up: %s\n  reason: it was wrong" % up for up in self.was]
        out += ["upgrade:", "- create_table: " + self.table, "  columns:", "    id:", "      type: integer",
                "      primary_key: true", "    c:", "      type: " + self.type]
        if self.table == NAMED:
            out += ["  indexes:", "  - name: ix_named_c", "    columns: [c]"]
        out.append("- execute: " + json.dumps(self.sql()))
        state = STATES[self.state]
        if state is not None:
            out.append("  state:" + " []" * (not state))
            out += ["  - add_column: %s.s\n    type: %s\n    nullable: true" % (self.table, t) for t in state]
        if self.irreversible:
            out.append("irreversible: for good")
        else:
            out += ["downgrade:", "- drop_table: " + self.table] + ["- execute: SELECT %d" % i for i in range(self.down)]
        return "\n".join(out + [""]).replace("\n", "\r\n" if self.crlf else "\n")


def revisions(tree):
    return [e for e in tree.values() if isinstance(e, Rev)]


def config_of(tree):
    return (tree or {}).get("fxgit.yml", PLAIN)


def heads(all_):
    named = {p for r in all_ for p in r.parents}
    return {r.id for r in all_} - named


def fits(all_):
    """One file an id, all parents, no cycle."""
    ids = {r.id for r in all_}
    if len(ids) < len(all_) or any(p not in ids for r in all_ for p in r.parents):
        return False
    return not is_cyclic(all_)


def is_cyclic(all_):
    left = {r.id: set(r.parents) for r in all_}
    while True:
        free = [i for i, parents in left.items() if not parents & set(left)]
        if not free:
            return bool(left)
        for i in free:
            del left[i]


class History:
    def __init__(self, rng, number):
        self.rng, self.number, self.count = rng, number, 0
        self.commits = []       # (parents, tree or None before the project began)
        self.make()

    def new_id(self):
        self.count += 1
        return "a%05x%06x" % (self.number, self.count)

    def edit(self, tree):
        rng = self.rng
        paths = sorted(p for p in tree if isinstance(tree[p], Rev))
        kind = rng.choices(
            ["add", "join", "up", "down", "look", "parents", "order", "message", "comment", "crlf", "name", "delete", "id",
             "twice", "bad", "missing", "mend", "before", "irreversible", "replaces", "stands", "state", "loses", "blank", "config",
             "beside"],
            [40, 10, 6, 5, 30, 4, 6, 5, 6, 6, 8, 6, 4, 1, 2, 1, 5, 10, 2, 4, 6, 5, 8, 2, 9, 3])[0]
        if kind == "config":
            tree["fxgit.yml"] = self.another_config(tree)
            return
        if kind in ("add", "join", "missing", "stands") or not paths or not self.commits:
            all_ = revisions(tree)
            on = sorted(heads(all_)) if kind == "join" or rng.random() < 0.7 else [rng.choice(all_).id] if all_ else []
            if kind == "missing":
                on = ["bbbbbbbbbbbb"]
            r = Rev(self.new_id(), on if kind == "join" else on[:1], "Revision %d" % self.count)
            if rng.random() < 0.6:
                r = r.but(look=rng.randrange(len(TEXTS)))
            if self.count == 1:
                r = r.but(table=NAMED)
            if kind == "stands" and all_:
                r = r.but(replaces=tuple(rng.sample(sorted({o.id for o in all_}), 1)))
            for p in paths if rng.random() < 0.3 else []:
                if tree[p].id in r.replaces:
                    del tree[p]
                    r = r.but(parents=tuple(i for i in r.parents if i not in r.replaces))
            tree["%s_x.yml" % r.id] = r
            return
        path = rng.choice(paths)
        r = tree[path]
        if kind == "up":
            r = r.but(type=rng.choice(["integer", "bigint", "text"]))
        elif kind == "down":
            r = r.but(down=rng.randrange(3))
        elif kind == "look":
            r = r.but(look=rng.choice([i for i, t in enumerate(TEXTS) if set(t[1]) & set(TEXTS[r.look][1]) - {None}]))
        elif kind == "replaces":
            r = r.but(replaces=rng.choice([(), ("cccccccccccc",), (rng.choice([o.id for o in revisions(tree)]),)]))
            if r.id in r.replaces:
                return
        elif kind == "state":
            r = r.but(state=rng.randrange(len(STATES)))
        elif kind == "loses":
            r = r.but(loses=tuple((name, rng.choice([None, None, "old", "unused"])) for name in ("t.a", "t.b", "t.c")
                                  if rng.random() < 0.5))
        elif kind == "irreversible":
            r = r.but(irreversible=not r.irreversible)
        elif kind == "parents":
            others = sorted({o.id for o in revisions(tree)} - {r.id})
            r = r.but(parents=tuple(rng.sample(others, min(len(others), rng.randrange(3)))))
        elif kind == "order":
            r = r.but(parents=tuple(reversed(r.parents)))
        elif kind == "message":
            r = r.but(message="Revision %d" % rng.randrange(1000))
        elif kind == "comment":
            r = r.but(comment=rng.randrange(3))
        elif kind == "crlf":
            r = r.but(crlf=not r.crlf)
        elif kind == "id":
            r = r.but(id=self.new_id())
        elif kind == "mend":
            if r.table == NAMED:
                return
            r = r.but(was=r.was + (r.up_hash(),), type=rng.choice(["integer", "bigint", "text"]))
        elif kind == "before":
            config = config_of(tree)
            tree.clear()
            tree.update({"fxgit.yml": config})
            tree.update({p: e for p, e in (self.rng.choice(self.commits)[1] or {}).items() if isinstance(e, Rev)}
                        if self.rng.random() < 0.2 else self.with_old(path))
            return
        elif kind == "name":
            del tree[path]
            path = "%s_%d.yml" % (r.id, rng.randrange(100))
        elif kind == "twice":
            path = "copy_%d.yml" % rng.randrange(100)
        if kind == "delete":
            del tree[path]
        elif kind == "blank":
            r = r.but(was=("fx1:" + "0" * 64,))
            tree[path] = Bad(r.text().replace("it was wrong", rng.choice(['""', '"  "'])))
        elif kind == "beside":
            tree[path + rng.choice([".orig", ".rej", "~", ".tmp"])] = Beside(r.text())
            if rng.random() < 0.2:
                del tree[path]
        elif kind == "bad":
            tree[path] = Bad(rng.choice(["<<<<<<< HEAD\n", "revision: [\n", "revision: %s\n" % r.id]) + "x: y\n")
        else:
            tree[path] = r

    def another_config(self, tree):
        rng, was = self.rng, config_of(tree)
        kind = rng.choice([0, 0, 1, 2])
        if kind == 0:
            return was._replace(dialects=rng.choice([(), ("sqlite",), ("mysql",), ("postgresql",), ("postgresql", "sqlite")]))
        if kind == 1:
            return was._replace(ignored=tuple(sorted(r.table for r in revisions(tree) if r.table != NAMED
                                                     and rng.random() < 0.5)))
        return was._replace(naming=rng.choice([PLAIN.naming, "of_{table}_{columns}"]))

    def with_old(self, path):
        """The tree, with one file as it was in some commit."""
        tree = dict(self.last)
        old = self.rng.choice(self.commits)[1] or {}
        if isinstance(old.get(path), Rev):
            tree[path] = old[path]
        return tree

    def commit(self, parents, quiet=False):
        trees = [self.commits[p][1] or {} for p in parents]
        tree = dict(trees[0]) if trees else {}
        tree.setdefault("fxgit.yml", self.config)
        for other in trees[1:]:
            for path in sorted(set(tree) | set(other)):
                if path not in tree and self.rng.random() < 0.9:
                    tree[path] = other[path]
                elif path in tree and path in other and tree[path] is not other[path] and self.rng.random() < 0.5:
                    tree[path] = other[path]
        for _ in range(0 if quiet else self.rng.choice([0, 1, 1, 2, 3])):
            self.last = dict(tree)
            self.edit(tree)
        self.commits.append((tuple(parents), tree))
        return len(self.commits) - 1

    def make(self):
        rng = self.rng
        self.last = {}
        self.config = PLAIN._replace(dialects=rng.choice([(), ("sqlite",), ("mysql",), ("postgresql",), ("sqlite", "mysql")]))
        if rng.random() < 0.05:
            self.commits.append(((), None))
        first = self.commit([0] if self.commits else [])
        for _ in range(rng.randrange(2)):
            first = self.commit([first])
        tips = [first, first]
        for _ in range(rng.randrange(1, 8)):
            way = rng.random()
            if way < 0.2 and tips[0] != tips[1]:      # each of two gets the other
                tips = [self.commit([tips[0], tips[1]], rng.random() < 0.7), self.commit([tips[1], tips[0]], rng.random() < 0.7)]
            elif way < 0.3 and tips[0] != tips[1]:
                tips[0] = self.commit([tips[0], tips[1]])
            elif way < 0.35:
                tips[1] = self.commit([rng.randrange(len(self.commits))])
            else:
                side = rng.randrange(2)
                tips[side] = self.commit([tips[side]])
        if rng.random() < 0.02:
            tips[0] = self.commit([])
        self.head, self.base = tips if rng.random() < 0.9 else rng.choices(range(len(self.commits)), k=2)
        if self.commits[self.head][1] is None:
            self.head = len(self.commits) - 1

    # ---- the naive gate ----

    def ancestors(self, c):
        out, todo = set(), [c]
        while todo:
            c = todo.pop()
            if c not in out:
                out.add(c)
                todo += self.commits[c][0]
        return out

    def bases(self):
        common = self.ancestors(self.head) & self.ancestors(self.base)
        return {c for c in common if not any(c in self.ancestors(o) for o in common - {c})}

    def judge(self):
        """The exit status when nothing can be compared, and each of what may be found: of several merge bases the order is
        not known, and the first one says what counts."""
        bases = self.bases()
        if not bases or self.head in bases:
            return (2 if bases else 5), [set()]
        return 0, [self.judge_by(bases, first) for first in bases]

    def dialects(self, policy, tree):
        own, said = config_of(tree).dialects, config_of(policy if policy is not None else tree).dialects
        return () if not own or not said else tuple(own) + tuple(said)

    def frozen(self, bases, tree, dialects):
        found = set()
        for base in bases:
            for path, was in (self.commits[base][1] or {}).items():
                if isinstance(was, Rev):
                    found |= self.compare(path, was, tree, dialects)
        return found

    def judge_by(self, bases, first):
        tree, policy = self.commits[self.head][1], self.commits[first][1]
        all_ = revisions(tree)
        found = self.frozen(bases, tree, self.dialects(policy, tree))
        found |= {("unreadable", VERSIONS + p) for p, e in tree.items()
                  if isinstance(e, Bad) or isinstance(e, Rev) and e.id in e.parents}
        if any(rule == "unreadable" for rule, _ in found):
            return found
        if not fits(all_):
            return found | {("graph", None)}
        if len(heads(all_)) > 1:
            found.add(("two-heads", None))
        tip = self.commits[self.base][1]
        if self.base not in bases and tip is not None and len(heads(all_)) == 1 and \
                not any(isinstance(e, Bad) or isinstance(e, Rev) and e.id in e.parents for e in tip.values()) and \
                fits(revisions(tip)):
            both = all_ + [r for r in revisions(tip) if r.id not in {o.id for o in all_}]
            if not is_cyclic(both) and len(heads(both)) > 1:
                found.add(("two-heads-joined", None))
        if self.replays():
            known = {r.id for base in bases for r in revisions(self.commits[base][1] or {}) if r.id not in r.parents}
            ids = {r.id for r in all_}
            found |= {("replaces", r.id) for r in all_ if r.id not in known and set(r.replaces) & ids}
            found |= self.uncovered(tree, policy if policy is not None else tree)
        return found

    def replays(self):
        tables = [r.table for r in revisions(self.commits[self.head][1])]
        return len(set(tables)) == len(tables)

    @staticmethod
    def uncovered(tree, policy):
        own, said, tables = config_of(tree), config_of(policy), {r.table: r for r in revisions(tree)}
        out = {("not-covered", t) for t in tables if t != NAMED and not (t in own.ignored and t in said.ignored)}
        named = tables.get(NAMED)
        if named is None or named.type != "integer" or STATES[named.state]:     # what an index is called is no difference
            out.add(("not-covered", NAMED))
        return out

    @staticmethod
    def compare(path, was, tree, dialects):
        if was.id in was.parents:
            return set()
        now = [r for r in revisions(tree) if r.id == was.id and r.id not in r.parents]
        if len(now) > 1:
            return {("frozen-twice", was.id)}
        if not now:
            there = tree.get(path)
            if isinstance(there, Bad) or there is not None and there.id in there.parents:
                return set()   # `unreadable` says it
            if there is None and was.replaces and set(was.replaces) <= {r.id for r in revisions(tree) if r.id not in r.parents}:
                return set()   # it stood for those
            return {("frozen-reidentified" if there else "frozen-deleted", was.id)}
        now = now[0]
        if set(was.was) - set(now.was) or set(now.parents) != set(was.parents) or set(now.replaces) != set(was.replaces) or \
                not now.keeps_losses(was):
            return {("frozen-edited", was.id)}
        if now.up() == was.up() and now.back() == was.back() and now.says_as(was, dialects):
            return {("frozen-cosmetic", was.id)} if now.look != was.look else set()
        if now.back() == was.back() and now.was.count(was.up_hash()) > was.was.count(was.up_hash()):
            return {("frozen-mended", was.id)}
        return {("frozen-edited", was.id)}

    # ---- a push, where each branch is frozen ----

    def judge_push(self, anew):
        """Revisions that are refused by name. What was under the ref's own name is frozen whole; of another branch, what both
        have, or all of it if they have nothing in common."""
        bases = {self.base} if anew else self.bases() or {self.base}
        tree, base = self.commits[self.head][1], self.commits[self.base][1]
        return {id_ for rule, id_ in self.frozen(bases if anew else bases - {self.head}, tree,
                                                 self.dialects(base, tree))
                if rule in ("frozen-edited", "frozen-deleted", "frozen-reidentified")}


def said(config):
    out = "dialects: [%s]\n" % ", ".join(config.dialects) if config.dialects else ""
    if config.ignored:
        out += "ignore: {tables: [%s]}\n" % ", ".join(config.ignored)
    return out + ('naming: {index: "%s"}\n' % config.naming if config.naming != PLAIN.naming else "")


def import_(histories, config):
    """All of them in one repository; the id of each commit."""
    out, mark = [], 0
    for h in histories:
        h.marks = []
        for i, (parents, tree) in enumerate(h.commits):
            mark += 1
            h.marks.append(mark)
            when = 1700000000 + h.number * 1000 + (i * 10 if h.number % 3 else -i * 10)    # clocks may be wrong
            if not parents:
                out.append("reset refs/heads/all\n")
            out.append("commit refs/heads/all\nmark :%d\ncommitter A <a@example.com> %d +0000\ndata 1\nx" % (mark, when))
            for n, p in enumerate(parents):
                out.append("%s :%d" % ("merge" if n else "from", h.marks[p]))
            out.append("deleteall")
            files = {} if tree is None else {"fxgit.yml": config + said(config_of(tree)), "entities/named.yml": ENTITY}
            for path, entry in (tree or {}).items():
                if not isinstance(entry, Config):
                    files[VERSIONS + path] = entry.text() if isinstance(entry, Rev) else entry.text
            for path, text in files.items():
                out.append("M 100644 inline %s\ndata %d\n%s" % (path, len(text), text))
            out.append("")
    subprocess.run(["git", "fast-import", "--quiet", "--force", "--export-marks=../marks"], input="\n".join(out).encode(),
                   check=True)
    with open("../marks", encoding="ascii") as f:
        ids = dict(line.split() for line in f)
    for h in histories:
        h.ids = [ids[":%d" % m] for m in h.marks]


def ask(h):
    with open(".git/HEAD", "w", encoding="ascii") as f:
        f.write(h.ids[h.head] + "\n")
    done = subprocess.run(["fxgit", "check", "--json", "--base", h.ids[h.base]], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        return done.returncode, set(), done
    found = json.loads(done.stdout)["findings"]
    errors = any(f["severity"] == "error" for f in found)
    if errors != (done.returncode == 1):
        return -1, set(), done
    return 0, {named(f) for f in found if f["rule"] in RULES} - {None}, done


def named(f):
    """What a finding is of; None: the model here knows nothing of it."""
    rule = f["rule"]
    if rule == "unreadable":
        return (rule, f["file"])
    if rule == "not-covered":
        dropped = re.search("covers: Drop table (t_[0-9a-f]+)", f["message"])
        return (rule, dropped[1] if dropped else NAMED)
    if rule == "replaces" and "is still there" not in f["message"]:
        return None
    return (rule, f["revision"])


def git(*arguments):
    subprocess.run(["git", "-C", "../server.git", *arguments], check=True)


def receive(*lines):
    return subprocess.run(["fxgit", "-C", "../server.git", "hook", "pre-receive"], input="".join(lines), capture_output=True,
                          text=True, check=False)


def push(h, anew):
    """Revisions that the server names: of the frozen branch's own name, once it was deleted, or of another branch."""
    zero, base, head = "0" * 40, h.ids[h.base], h.ids[h.head]
    git("symbolic-ref", "HEAD", "refs/heads/main" if anew else "refs/heads/nowhere")
    git("update-ref", "refs/heads/main", base)
    if anew:
        gone = receive("%s %s refs/heads/main\n" % (base, zero))
        assert gone.returncode == 0, gone.stderr
        git("update-ref", "-d", "refs/heads/main")
    done = receive("%s %s refs/heads/%s\n" % (zero, head, "main" if anew else "other"))
    text = done.stdout + done.stderr
    found = set(re.findall(r"revision (\w{12}) is frozen and (?:its|was|got)", text))
    if found and done.returncode != 1:
        found.add("status %d" % done.returncode)
    for ref in subprocess.run(["git", "-C", "../server.git", "for-each-ref", "--format=%(refname)"], capture_output=True,
                              text=True, check=True).stdout.split():
        git("update-ref", "-d", ref)
    return found, text


def check_push(h, anew):
    expected = h.judge_push(anew)
    found, text = push(h, anew)
    tree = revisions(h.commits[h.head][1])
    found -= {r.id for r in tree if sum(o.id == r.id for o in tree) > 1}
    if found == expected:
        return len(expected), True
    print("history %d, %s: HEAD %s, base %s, pushed: %s, expected %s\n%s" % (
        h.number, "anew" if anew else "no HEAD", h.ids[h.head], h.ids[h.base], sorted(found), sorted(expected), text))
    return len(expected), False


def main(seed, n):
    rng = random.Random(seed)
    with open("fxgit.yml", encoding="utf-8") as f:
        config = f.read()
    histories = [History(rng, i) for i in range(n)]
    import_(histories, config)
    subprocess.run(["git", "init", "-q", "--bare", "../server.git"], check=True)
    with open("../server.git/objects/info/alternates", "w", encoding="utf-8") as f:
        f.write(os.path.abspath(".git/objects") + "\n")
    counts, wrong = collections.Counter(), 0
    for h in histories:
        status, expected = h.judge()
        got, found, done = ask(h)
        counts.update(rule for rule, _ in expected[0])
        counts["exit %d" % status if status else "compared"] += 1
        counts["several merge bases"] += len(h.bases()) > 1
        tree = revisions(h.commits[h.head][1])
        found -= {("frozen-" + k, r.id) for r in tree for k in ("edited", "cosmetic", "mended")
                  if sum(o.id == r.id for o in tree) > 1}
        if not h.replays():     # the gate ends there
            found = {f for f in found if f[0] not in ("replaces", "not-covered")}
        if h.number % PUSHED == 0:
            refused, well = check_push(h, h.number // PUSHED % 2 == 0)
            counts["refused in a push"] += refused
            counts["pushed"] += 1
            wrong += not well
        if "renamed to named" in done.stdout:     # that is asked before anything else is told
            found, *expected = [{f for f in e if f[0] != "not-covered" or f[1] == NAMED} for e in (found, *expected)]
        if got == status and found in expected:
            continue
        wrong += 1
        print("history %d, HEAD %s, base %s: status %d, expected %d" % (h.number, h.ids[h.head], h.ids[h.base], got, status))
        print("  only fxgit: %s\n  only naive: %s" % (sorted(found - expected[0], key=str), sorted(expected[0] - found, key=str)))
        if got not in (0, 2, 5):
            print(done.stdout + done.stderr)
    print("seed %d: %s" % (seed, ", ".join("%d %s" % (c, k) for k, c in sorted(counts.items()))))
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.pop("FXGIT_SKIP", None)
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
