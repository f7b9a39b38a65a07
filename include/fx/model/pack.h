/*
 * Packed: a schema as bytes and back, with all that it holds: also hints, files
 * and lines, which are no part of equality. What is taken back is what was put
 * in, and its texts stay in the bytes. For caches: bytes of another version of
 * this program are not understood, and a checksum is the cache's business.
 */
#ifndef FX_MODEL_PACK_H
#define FX_MODEL_PACK_H

#include "fx/base/str.h"
#include "fx/model/schema.h"

void fx_schema_pack(fx_str *out, const fx_schema *s);
/* For the stamp of what is kept: counts up when the bytes mean something else. */
#define FX_PACKED "schema 1 "

/* False: these are no schema's bytes. */
bool fx_schema_unpack(fx_arena *a, const char *bytes, size_t n, fx_schema *out) FX_CHECK;

#endif
