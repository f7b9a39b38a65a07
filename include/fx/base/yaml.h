/*
 * YAML: files as trees of nodes, over libyaml's events.
 *
 * What fxgit accepts is the core schema without anchors, aliases, tags, merge
 * keys and further documents; depth at most 64, size at most 4 MiB. A scalar
 * stays text: the field that reads it decides its type (DESIGN section 3).
 * Duplicate keys are errors. A file with an error is refused whole.
 */
#ifndef FX_BASE_YAML_H
#define FX_BASE_YAML_H

#include "fx/base/error.h"
#include "fx/base/str.h"
#include "fx/base/vec.h"

typedef enum { FX_YAML_SCALAR, FX_YAML_LIST, FX_YAML_MAP } fx_yaml_kind;

typedef struct fx_yaml fx_yaml;

typedef struct fx_yaml_pair {
    const char *key;
    size_t line, column; /* of the key */
    const fx_yaml *value;
} fx_yaml_pair;

struct fx_yaml {
    fx_yaml_kind kind;
    bool plain;       /* scalar without quotes or block style */
    const char *text; /* scalar: its text, LF, NUL-free; else NULL */
    FX_VEC(const fx_yaml *) items;
    FX_VEC(fx_yaml_pair) pairs; /* in the order of the file */
    const char *file;           /* as given to fx_yaml_parse */
    size_t line, column;        /* from 1 */
};

/* The document's root; an empty document is a plain scalar "". `file` is kept, for messages. */
const fx_yaml *fx_yaml_parse(fx_arena *a, const char *file, const char *text, size_t n,
                             fx_error *err) FX_CHECK;

/* The value under `key`, or NULL (also when `y` is NULL or no map). */
const fx_yaml *fx_yaml_get(const fx_yaml *y, const char *key);

/* A plain scalar `null`, `~` or nothing. */
bool fx_yaml_is_null(const fx_yaml *y);

/* fx_fail_at with the node's place. */
bool fx_yaml_fail(const fx_yaml *y, fx_error *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#ifdef __clang_analyzer__ /* as in error.h */
#define fx_yaml_fail(...) (fx_yaml_fail(__VA_ARGS__), false)
#endif

/* Typed reads; each fails with the node's place and `what` ("columns.age.nullable"). */
bool fx_yaml_text(const fx_yaml *y, const char *what, const char **out, fx_error *err) FX_CHECK;
bool fx_yaml_bool(const fx_yaml *y, const char *what, bool *out, fx_error *err) FX_CHECK;
/* A list of scalars; one scalar counts as a list of one. */
bool fx_yaml_texts(fx_arena *a, const fx_yaml *y, const char *what, fx_strs *out,
                   fx_error *err) FX_CHECK;
/* Refuses keys of `y` that are not in `keys`, with the nearest known one as the hint. */
bool fx_yaml_only(const fx_yaml *y, const char *const *keys, size_t n, fx_error *err) FX_CHECK;

/*
 * Writing: nodes made by hand, printed in one style. Block style with two
 * spaces; lists of scalars under the keys named by `flow` on one line; every
 * text that a YAML 1.1 or 1.2 reader could take for another type is quoted;
 * texts with line ends are literal blocks. Equal nodes give equal bytes, and
 * parsing the result gives the nodes again (a test holds it).
 */
fx_yaml *fx_yaml_scalar(fx_arena *a, const char *text); /* NULL: null */
fx_yaml *fx_yaml_plain(fx_arena *a, const char *text);  /* written without quotes: true, 12 */
fx_yaml *fx_yaml_list(fx_arena *a);
fx_yaml *fx_yaml_map(fx_arena *a);
void fx_yaml_append(fx_arena *a, fx_yaml *list, const fx_yaml *item);
void fx_yaml_set(fx_arena *a, fx_yaml *map, const char *key, const fx_yaml *value);
fx_yaml *fx_yaml_strs(fx_arena *a, const fx_strs *texts);
/* How a scalar is written in flow or block context: quoted where it must be. */
const char *fx_yaml_quote(fx_arena *a, const char *text);
void fx_yaml_print(fx_str *out, const fx_yaml *y, int indent);

/*
 * Packed: nodes with their places as lines that are read far faster than YAML,
 * for caches. Unpacking gives equal nodes; *text moves behind them, and NULL
 * is what damaged text gives.
 */
void fx_yaml_pack(fx_str *out, const fx_yaml *y);
const fx_yaml *fx_yaml_unpack(fx_arena *a, const char *file, const char **text);

#endif
