/*
 * JSON: a writer. Commas, indentation and escapes are its business.
 *
 *     fx_json j = {.out = &s, .pretty = true};
 *     fx_json_open(&j, '{');
 *     fx_json_put(&j, "name", "main");
 *     fx_json_close(&j, '}');
 */
#ifndef FX_BASE_JSON_H
#define FX_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "fx/base/str.h"
#include "fx/base/vec.h"

typedef struct fx_json {
    fx_str *out;
    bool pretty; /* two spaces a level; else compact, as the canonical form wants it */
    int depth;
    bool comma, after_key;
} fx_json;

void fx_json_open(fx_json *j, char bracket);  /* '{' or '[' */
void fx_json_close(fx_json *j, char bracket); /* '}' or ']' */
void fx_json_key(fx_json *j, const char *key);
/* NULL: null. RFC 8259 section 7; non-ASCII stays UTF-8 */
void fx_json_text(fx_json *j, const char *text);
void fx_json_number(fx_json *j, const char *text); /* as it is written */
void fx_json_int(fx_json *j, int64_t n);
void fx_json_bool(fx_json *j, bool b);
void fx_json_strs(fx_json *j, const fx_strs *texts);

/* key and value in one call */
void fx_json_put(fx_json *j, const char *key, const char *text);
void fx_json_put_int(fx_json *j, const char *key, int64_t n);
void fx_json_put_bool(fx_json *j, const char *key, bool b);
void fx_json_put_strs(fx_json *j, const char *key, const fx_strs *texts);

#endif
