#!/usr/bin/python3
"""Writes into cases of tests/golden/python what SQLAlchemy itself makes of their models, where it can.

    /usr/bin/python3 -B tests/golden/create_all.py tests/golden/python/*.case

"not create_all mysql: ..." in a case's comment says where it is not to be the same, and why; without a
dialect, in none.
"""
import os
import re
import subprocess
import sys
import tempfile

DIALECTS = ("sqlite", "mysql", "postgresql")
CHILD = r"""
import importlib, sys, types
import sqlmodel
from sqlalchemy import MetaData, create_mock_engine
for name in ("framefox", "framefox.core", "framefox.core.orm", "framefox.core.orm.abstract_entity"):
    sys.modules[name] = types.ModuleType(name)
class AbstractEntity(sqlmodel.SQLModel):
    __abstract__ = True
sys.modules["framefox.core.orm.abstract_entity"].AbstractEntity = AbstractEntity
folder, module, dialect = sys.argv[1:]
sys.path.insert(0, folder)
made = importlib.import_module(module)
def run(statement, *args, **kwargs):
    print(" ".join(str(statement.compile(dialect=engine.dialect)).split()))
engine = create_mock_engine(dialect + "://", run)
every = [sqlmodel.SQLModel.metadata]
for value in vars(made).values():
    metadata = value if isinstance(value, MetaData) else getattr(value, "metadata", None)
    if isinstance(metadata, MetaData) and all(metadata is not one for one in every):
        every.append(metadata)
for metadata in every:
    metadata.create_all(engine, checkfirst=False)
"""


def sections(text):
    parts = re.split(r"(?m)^=== (.*)\n", text)
    return parts[0], list(zip(parts[1::2], parts[2::2]))


def made(files, dialect):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files:
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as out:
                out.write(text)
        module = files[0][0][:-3].replace("/", ".")
        child = [sys.executable, "-B", "-W", "ignore", "-c", CHILD, folder, module, dialect]
        answer = subprocess.run(child, capture_output=True, text=True)
        if answer.returncode != 0:
            print(dialect, files[0][0], answer.stderr.strip().splitlines()[-1], file=sys.stderr)
        return answer.stdout if answer.returncode == 0 else None


def is_other(head, dialect):
    said = re.search(r"not create_all([a-z ]*):", head)
    return said is not None and (not said[1].strip() or dialect in said[1].split())


for path in sys.argv[1:]:
    with open(path) as case:
        head, parts = sections(case.read())
    before = {name: text for name, text in parts if name.startswith("create_all ")}
    parts = [part for part in parts if part[0] not in before]
    files = [part for part in parts if part[0].endswith(".py")]
    out = []
    for name, text in parts:
        out.append((name, text))
        # a schema is made by hand
        if name in DIALECTS and "CREATE SCHEMA" not in text and text[:1].isupper() and not is_other(head, name):
            print(path, end=" ", file=sys.stderr)
            # of a later version, by hand, where this one cannot make it
            ddl = made(files, name) or before.get("create_all " + name)
            if ddl:
                out.append(("create_all " + name, ddl))
    with open(path, "w") as case:
        case.write(head + "".join(f"=== {name}\n{text}" for name, text in out))
