#!/usr/bin/env python3
# Statements of a dump, sorted; what stands in the brackets of a CREATE TABLE is sorted by itself.
import re
import sys


def parts(text):
    depth, quote, start, out = 0, "", 0, []
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"`":
            quote = c
        elif c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        elif c == "," and depth == 0:
            out.append(text[start:i].strip())
            start = i + 1
    return out + [text[start:].strip()]


def normal(statement):
    m = re.match(r"(?s)(CREATE TABLE [^(]*)\((.*)\)(.*)$", statement)
    if not m:
        return statement
    return "%s(\n  %s\n)%s" % (m[1], ",\n  ".join(sorted(parts(m[2]))), m[3])


statements = [s.strip() for s in re.split(r";\n", sys.stdin.read())]
print("\n".join(sorted(normal(s) for s in statements if s and not s.startswith("CREATE SCHEMA"))))
