"""The gate against a naive one, on generated histories.

usage: gate_random.py SEED HISTORIES, in the folder of a new project (gate_random.sh)

A history is a graph of commits, with criss-cross merges, and in each a few edits of revision files: halves, parents, names,
comments, line ends, deletions, other ids, files that cannot be read. Of two of its commits one is HEAD and one the base;
`fxgit check --base` must find exactly the (rule, revision) that the model here does, which knows neither files nor hashes.
"""
import collections
import hashlib
import json
import os
import random
import subprocess
import sys

RULES = ("frozen-edited", "frozen-deleted", "frozen-reidentified", "frozen-cosmetic", "frozen-mended", "frozen-twice", "two-heads",
         "two-heads-joined", "graph", "unreadable")
VERSIONS = "migrations/versions/"
Bad = collections.namedtuple("Bad", "text")


class Rev:
    """A revision as a person sees it. `look`: how its SQL is written; `style`: all that never counts."""

    def __init__(self, id_, parents, message):
        self.id, self.parents, self.message = id_, tuple(parents), message
        self.table, self.type, self.down = "t_" + id_, "integer", 0
        self.look, self.irreversible, self.comment, self.crlf, self.was = 0, False, 0, False, ()

    def but(self, **new):
        r = Rev(self.id, self.parents, self.message)
        r.__dict__.update(self.__dict__)
        r.__dict__.update(new)
        return r

    def sql(self):
        return ("SELECT 1", "SELECT  1", "SELECT /* one */ 1")[self.look]

    def up(self):
        return (self.table, self.type)

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
        if self.was:
            out += ["was:"] + ["- up: %s\n  reason: it was wrong" % up for up in self.was]
        out += ["upgrade:", "- create_table: " + self.table, "  columns:", "    id:", "      type: integer",
                "      primary_key: true", "    c:", "      type: " + self.type, "- execute: " + self.sql()]
        if self.irreversible:
            out.append("irreversible: for good")
        else:
            out += ["downgrade:", "- drop_table: " + self.table] + ["- execute: SELECT %d" % i for i in range(self.down)]
        return "\n".join(out + [""]).replace("\n", "\r\n" if self.crlf else "\n")


def revisions(tree):
    return [e for e in tree.values() if isinstance(e, Rev)]


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
             "twice", "bad", "missing", "mend", "before", "irreversible"],
            [40, 10, 6, 5, 5, 4, 6, 5, 6, 6, 8, 6, 4, 1, 2, 1, 5, 10, 2])[0]
        if kind in ("add", "join", "missing") or not paths or not self.commits:
            all_ = revisions(tree)
            on = sorted(heads(all_)) if kind == "join" or rng.random() < 0.7 else [rng.choice(all_).id] if all_ else []
            if kind == "missing":
                on = ["bbbbbbbbbbbb"]
            r = Rev(self.new_id(), on if kind == "join" else on[:1], "Revision %d" % self.count)
            tree["%s_x.yml" % r.id] = r
            return
        path = rng.choice(paths)
        r = tree[path]
        if kind == "up":
            r = r.but(type=rng.choice(["integer", "bigint", "text"]))
        elif kind == "down":
            r = r.but(down=rng.randrange(3))
        elif kind == "look":
            r = r.but(look=rng.randrange(3))
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
            r = r.but(was=r.was + (r.up_hash(),), type=rng.choice(["integer", "bigint", "text"]))
        elif kind == "before":
            tree.clear()
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
        elif kind == "bad":
            tree[path] = Bad(rng.choice(["<<<<<<< HEAD\n", "revision: [\n", "revision: %s\n" % r.id]) + "x: y\n")
        else:
            tree[path] = r

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
        """The exit status when nothing can be compared, and what is found."""
        bases = self.bases()
        if not bases or self.head in bases:
            return (2 if bases else 5), set()
        tree, found = self.commits[self.head][1], set()
        all_ = revisions(tree)
        for base in bases:
            for path, was in (self.commits[base][1] or {}).items():
                if isinstance(was, Rev):
                    found |= self.compare(path, was, tree)
        found |= {("unreadable", VERSIONS + p) for p, e in tree.items() if isinstance(e, Bad) or e.id in e.parents}
        if any(rule == "unreadable" for rule, _ in found):
            return 0, found
        if not fits(all_):
            return 0, found | {("graph", None)}
        if len(heads(all_)) > 1:
            found.add(("two-heads", None))
        tip = self.commits[self.base][1]
        if self.base not in bases and tip is not None and len(heads(all_)) == 1 and \
                all(isinstance(e, Rev) and e.id not in e.parents for e in tip.values()) and fits(revisions(tip)):
            both = all_ + [r for r in revisions(tip) if r.id not in {o.id for o in all_}]
            if not is_cyclic(both) and len(heads(both)) > 1:
                found.add(("two-heads-joined", None))
        return 0, found

    @staticmethod
    def compare(path, was, tree):
        if was.id in was.parents:
            return set()
        now = [r for r in revisions(tree) if r.id == was.id and r.id not in r.parents]
        if len(now) > 1:
            return {("frozen-twice", was.id)}
        if not now:
            there = tree.get(path)
            if isinstance(there, Bad) or there is not None and there.id in there.parents:
                return set()   # `unreadable` says it
            return {("frozen-reidentified" if there else "frozen-deleted", was.id)}
        now = now[0]
        same_parents = set(now.parents) == set(was.parents)
        if set(was.was) - set(now.was):
            return {("frozen-edited", was.id)}
        if now.up() == was.up() and now.back() == was.back() and same_parents:
            return {("frozen-cosmetic", was.id)} if now.look != was.look else set()
        if now.back() == was.back() and same_parents and now.was.count(was.up_hash()) > was.was.count(was.up_hash()):
            return {("frozen-mended", was.id)}
        return {("frozen-edited", was.id)}


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
            files = {} if tree is None else {"fxgit.yml": config, "entities/.gitkeep": ""}
            for path, entry in (tree or {}).items():
                files[VERSIONS + path] = entry.text if isinstance(entry, Bad) else entry.text()
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
    return 0, {(f["rule"], f["file"] if f["rule"] == "unreadable" else f["revision"]) for f in found if f["rule"] in RULES}, done


def main(seed, n):
    rng = random.Random(seed)
    with open("fxgit.yml", encoding="utf-8") as f:
        config = f.read()
    histories = [History(rng, i) for i in range(n)]
    import_(histories, config)
    counts, wrong = collections.Counter(), 0
    for h in histories:
        status, expected = h.judge()
        got, found, done = ask(h)
        counts.update(rule for rule, _ in expected)
        counts["exit %d" % status if status else "compared"] += 1
        counts["several merge bases"] += len(h.bases()) > 1
        twice = {("frozen-" + k, r.id) for r in revisions(h.commits[h.head][1]) for k in ("edited", "cosmetic", "mended")
                 if sum(o.id == r.id for o in revisions(h.commits[h.head][1])) > 1}
        found -= twice
        if (got, found) == (status, expected):
            continue
        wrong += 1
        print("history %d, HEAD %s, base %s: status %d, expected %d" % (h.number, h.ids[h.head], h.ids[h.base], got, status))
        print("  only fxgit: %s\n  only naive: %s" % (sorted(found - expected, key=str), sorted(expected - found, key=str)))
        if got not in (0, 2, 5):
            print(done.stdout + done.stderr)
    print("seed %d: %s" % (seed, ", ".join("%d %s" % (c, k) for k, c in sorted(counts.items()))))
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.pop("FXGIT_SKIP", None)
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
