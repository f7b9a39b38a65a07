/*
 * Entity: files that declare tables -> schema. One reader a file type.
 */
#ifndef FX_ENTITY_ENTITY_H
#define FX_ENTITY_ENTITY_H

#include "fx/base/yaml.h"
#include "fx/model/schema.h"

typedef struct fx_entity_reader {
    const char *ending; /* ".yml" */
    /* Appends the file's tables and enums. A file with an error is refused whole. */
    bool (*read)(fx_arena *a, const char *file, const char *text, size_t n, fx_schema *out,
                 fx_error *err);
} fx_entity_reader;

extern const fx_entity_reader fx_entity_readers[]; /* ends with {0} */

/* NULL for a file that is not an entity file (README, .txt). `.py` and `.sql` are known to be
 * entity files that this build cannot read: fx_entity_read fails on them by name, so that they are
 * never a dropped table. */
bool fx_entity_is(const char *file);
bool fx_entity_read(fx_arena *a, const char *file, const char *text, size_t n, fx_schema *out,
                    fx_error *err) FX_CHECK;
/* The same from a YAML file's root. */
bool fx_entity_from_yaml(fx_arena *a, const fx_yaml *y, fx_schema *out, fx_error *err) FX_CHECK;

/* Work on files that has been begun. */
typedef struct fx_entity_ahead fx_entity_ahead;

/* The files of the source that is being read: one may need others. */
typedef struct fx_entity_files {
    void *ctx;
    /* *text NULL (and true is returned): there is no such file. */
    bool (*read)(void *ctx, fx_arena *a, const char *path, const char **text, size_t *n,
                 fx_error *err);
    /* What was made of the same text before: bytes that stay where they are. NULL: nothing. Both
     * may be NULL: nothing is kept, then. */
    const char *(*kept)(void *ctx, const char *path, size_t *n);
    void (*keep)(void *ctx, const char *path, const char *bytes, size_t n);
    fx_entity_ahead *ahead; /* begun for the same paths; NULL: nothing */
} fx_entity_files;

/* Python: the tables of all classes in `paths` and in what they import, statically. */
bool fx_entity_is_python(const char *file);
/* Begins to parse them in other threads; files->ahead for fx_entity_read_python, which waits for
 * them, once. Files that cannot be read, or parsed, are told of there. */
fx_entity_ahead *fx_entity_begin_python(fx_arena *a, const fx_entity_files *files,
                                        const fx_strs *paths);
bool fx_entity_read_python(fx_arena *a, const fx_entity_files *files, const fx_strs *paths,
                           fx_schema *out, fx_error *err) FX_CHECK;

#endif
