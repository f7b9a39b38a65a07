"""Prints what JSON documents have in common: `a b[] c[x y] d{z}`.

usage: shape.py FILE...    the members of all files' documents, in the order they come
"""
import json
import sys


def merge(into, value):
    """Adds a value's shape to a node: {"kind": set, "keys": {}}."""
    if isinstance(value, dict):
        into["kind"].add("{}")
        for key, item in value.items():
            merge(into["keys"].setdefault(key, node()), item)
    elif isinstance(value, list):
        into["kind"].add("[]")
        for item in value:
            if isinstance(item, dict):
                for key, inner in item.items():
                    merge(into["keys"].setdefault(key, node()), inner)


def node():
    return {"kind": set(), "keys": {}}


def members(of):
    return " ".join(key + text(inner) for key, inner in of["keys"].items())


def text(of):
    if "[]" in of["kind"]:
        return "[" + members(of) + "]"
    return "{" + members(of) + "}" if "{}" in of["kind"] else ""


top = node()
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as file:
        merge(top, json.load(file))
print(members(top))
