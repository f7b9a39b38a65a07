#!/usr/bin/env python3
# forge.py FILE TEXT OTHER: a file of the cache that says something else, and whose checksum is right.
import sys

WORD, LANES, MASK = 8, 4, 2**64 - 1


def mixed(h, word):
    h = (h ^ word) * 0x100000001B3 & MASK
    return h ^ h >> 29


def word(data):
    return int.from_bytes(data, sys.byteorder)


# fx_hash64
def checksum(body):
    h = 0xCBF29CE484222325
    lanes = [h ^ len(body), h + 1, h + 2, h + 3]
    whole = len(body) - len(body) % (WORD * LANES)
    for at in range(0, whole, WORD):
        lane = at // WORD % LANES
        lanes[lane] = mixed(lanes[lane], word(body[at : at + WORD]))
    h = lanes[0]
    for lane in lanes[1:]:
        h = mixed(h, lane)
    for at in range(whole, len(body), WORD):
        h = mixed(h, word(body[at : at + WORD]))
    return h


name, old, new = sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode()
with open(name, "rb") as file:
    head, body = file.read().split(b"\n", 1)
assert old in body and len(old) == len(new)
before, after = body.rsplit(old, 1)
body = before + new + after
with open(name, "wb") as file:
    file.write(b" ".join(head.split()[:2] + [b"%016x" % checksum(body)]) + b"\n" + body)
