/*
 * A packed schema at the end of a kept text: "<bytes>\n", the schema, and a
 * line's end.
 */
#include <stdlib.h>

#include "fx/model/pack.h"
#include "parsed_inner.h"

void packed_schema(fx_str *out, const fx_schema *s)
{
    fx_str bytes = {.arena = out->arena};

    fx_schema_pack(&bytes, s);
    fx_str_addf(out, "%zu\n", bytes.n);
    fx_str_addn(out, bytes.text, bytes.n);
    fx_str_addc(out, '\n');
}

bool packed_schema_read(fx_arena *a, const char *text, fx_schema *out)
{
    char *end;
    size_t n = strtoull(text, &end, 10);

    *out = (fx_schema){0};
    return *end == '\n' && fx_schema_unpack(a, end + 1, n, out);
}
