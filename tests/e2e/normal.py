"""Prints a SQLite database's schema without what is a matter of style.

usage: normal.py DATABASE

Words in lower case, names out of their quotes, blanks and comments folded, a type by the name that
fxgit writes, constraints of a column as constraints of the table, in an order of their own.
"""
import re
import sqlite3
import sys

TOKEN = re.compile(
    r"""\s+|--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^]]*\]|\d+\.\d+|\w+|.""", re.S)
VIRTUAL = ("_data", "_idx", "_content", "_docsize", "_config", "_node", "_rowid", "_parent")


def tokens(sql):
    """Texts; a name without its quotes, but never like a text."""
    for text in TOKEN.findall(sql):
        if text[0].isspace() or text.startswith(("--", "/*")):
            continue
        if text[0] in '"`[':
            text = text[1:-1].replace(text[0] * 2, text[0])
        if text.lower() != "asc":
            yield text if text[0:1] == "'" else text.lower()


def main(path):
    db = sqlite3.connect(path)
    found = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    virtual = [name for _, name, _, sql in found if sql.upper().startswith("CREATE VIRTUAL")]
    shadow = {name + end for name in virtual for end in VIRTUAL}
    out = []
    for kind, name, table, sql in found:
        if name.startswith(("fxgit_", "sqlite_", "alembic_version")) or name in shadow or name in virtual:
            continue
        if any(re.search(r"\b%s\b" % re.escape(v), sql) for v in left_alone(found, virtual)) and kind != "table":
            continue
        if kind == "table":
            out.append(shape(db, name, sql))
        else:
            out.append(" ".join(tokens(sql)))
    print("\n".join(sorted(out)), end="\n" if out else "")


def left_alone(found, virtual):
    """Virtual tables, and views on them."""
    names = list(virtual)
    for _ in found:
        for kind, name, _, sql in found:
            if kind == "view" and name not in names and any(re.search(r"\b%s\b" % re.escape(v), sql) for v in names):
                names.append(name)
    return names


def affinity(declared):
    """https://sqlite.org/datatype3.html#determination_of_column_affinity"""
    t = declared.upper()
    for words, result in ((("INT",), "integer"), (("CHAR", "CLOB", "TEXT"), "text"), (("BLOB",), "blob"),
                          (("REAL", "FLOA", "DOUB"), "real")):
        if any(w in t for w in words):
            return result
    return "blob" if t == "" else "numeric"


def shape(db, name, sql):
    """What SQLite itself says of a table, and of its SQL what it does not say."""
    quoted = '"%s"' % name.replace('"', '""')
    lines = ["table " + name]
    for _, column, declared, not_null, default, key, hidden in db.execute("PRAGMA table_xinfo(%s)" % quoted):
        lines.append(repr((column, affinity(declared), sizes(declared), bool(not_null) or key > 0, value(default), key, hidden)))
    for row in sorted(db.execute("PRAGMA foreign_key_list(%s)" % quoted), key=lambda r: (r[3], r[2], r[1])):
        to = row[4] if row[4] is not None else key_of(db, row[2])[row[1]]
        lines.append("refers " + repr([str(x).lower() for x in (*row[1:4], to, *row[5:8])]))
    for index in sorted(uniques(db, quoted)):
        lines.append("unique " + index)
    words = list(tokens(sql))
    lines.append("checks " + repr(sorted(expressions(words, "check"))))
    lines.append("computed " + repr(sorted(expressions(words, "as"))))
    lines.append("collations " + repr(sorted(words[i + 1] for i, w in enumerate(words[:-1])
                                             if w == "collate" and words[i + 1] != "binary")))
    lines.append("constraints " + repr(sorted(words[i + 1] for i, w in enumerate(words[:-1]) if w == "constraint" and words[i + 2] != "not")))
    lines.append("deferred %d %d" % (words.count("deferrable") - sum(
        1 for i, w in enumerate(words) if w == "deferrable" and words[i - 1] == "not"), words.count("deferred")))
    tail = words[len(words) - words[::-1].index(")"):]
    lines.append("autoincrement %s tail %s" % ("autoincrement" in words, sorted(set(tail) - {","})))
    return "\n  ".join(lines)


def key_of(db, table):
    """What REFERENCES without columns means."""
    quoted = '"%s"' % table.replace('"', '""')
    return [r[1] for r in sorted(db.execute("PRAGMA table_info(%s)" % quoted), key=lambda r: r[5]) if r[5] > 0]


def sizes(declared):
    return re.findall(r"\d+", declared) if re.search(r"CHAR|NUMERIC|DECIMAL", declared.upper()) else []


def value(default):
    """A number is the same in quotes where the column makes one of it: compared as SQLite computes it."""
    if default is None:
        return None
    text = " ".join(tokens(default))
    while text.startswith("( ") and text.endswith(" )"):
        text = text[2:-2]
    plain = text.strip("'").replace("+ ", "").replace("- ", "-")
    plain = {"true": "1", "false": "0", "null": None}.get(plain, plain)
    try:
        return float(plain)
    except (TypeError, ValueError):
        return plain


def uniques(db, quoted):
    for _, index, unique, origin, *_ in db.execute("PRAGMA index_list(%s)" % quoted):
        if origin == "u":
            yield ",".join(str(r[2]) for r in db.execute('PRAGMA index_info("%s")' % index.replace('"', '""')))


def expressions(words, before):
    """What stands in brackets after each such word, without brackets around all of it."""
    for i, word in enumerate(words[:-1]):
        if word != before or words[i + 1] != "(":
            continue
        depth, end = 0, i + 1
        while True:
            depth += {"(": 1, ")": -1}.get(words[end], 0)
            if depth == 0:
                break
            end += 1
        inner = " ".join(words[i + 2:end])
        while inner.startswith("( ") and inner.endswith(" )") and balanced(inner[2:-2].split()):
            inner = inner[2:-2]
        yield inner


def balanced(words):
    depth = 0
    for word in words:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth < 0:
            return False
    return depth == 0


main(sys.argv[1])
