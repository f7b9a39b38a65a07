/*
 * Hash: SHA-256 (OpenSSL) as lower-case hex, and random ids.
 */
#ifndef FX_BASE_HASH_H
#define FX_BASE_HASH_H

#include <stdint.h>

#include "fx/base/arena.h"

#define FX_SHA256_HEX 64

/* 64 hex digits of SHA-256 over n bytes. */
char *fx_sha256(fx_arena *a, const void *bytes, size_t n);
char *fx_md5(fx_arena *a, const char *text); /* of names that others have hashed so */

/* Git's name of a blob (SHA-1 over "blob <n>\0" and the bytes): 40 hex digits. */
char *fx_blob_id(fx_arena *a, const void *bytes, size_t n);

/* For caches: names of files, where a collision costs a miss, and damage. Of this machine alone: it
 * takes eight bytes at once. Goes on from `h`, FX_HASH64 at first. After FNV-1a:
 * https://datatracker.ietf.org/doc/draft-eastlake-fnv */
#define FX_HASH64 0xcbf29ce484222325U
uint64_t fx_hash64(uint64_t h, const void *bytes, size_t n);

/* `digits` random hex digits from the system's generator. */
char *fx_random_hex(fx_arena *a, size_t digits);

#endif
