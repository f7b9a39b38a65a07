"""Prints what SQLAlchemy's create_all would run: ddl.py DIALECT FOLDER"""
import importlib
import os
import sys

from sqlalchemy import create_mock_engine

dialect, folder = sys.argv[1:]
sys.path.insert(0, os.path.dirname(os.path.abspath(folder)))
package = os.path.basename(folder)
names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("__"))
metadata = None
for name in names:
    module = importlib.import_module(f"{package}.{name}")
    metadata = getattr(module, "METADATA", metadata)


def run(statement, *args, **kwargs):
    sql = str(statement.compile(dialect=engine.dialect)).strip()
    print((sql if dialect == "sqlite" else sql.replace("%%", "%")) + ";")  # as the driver has it


engine = create_mock_engine(f"{dialect}://", run)
metadata.create_all(engine, checkfirst=False)
