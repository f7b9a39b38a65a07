/*
 * Parsed, inner: what is kept with an open repository. Private to src/migrate.
 */
#ifndef FX_MIGRATE_PARSED_INNER_H
#define FX_MIGRATE_PARSED_INNER_H

#include "fx/base/str.h"
#include "fx/entity/entity.h"
#include "fx/migrate/folded.h"
#include "fx/migrate/parsed.h"

typedef struct parsed_entry {
    const char *path, *blob; /* blob NULL: empty */
    const void *value;
} parsed_entry;

typedef struct parsed_table { /* open addressing; a blob's name is a good hash */
    parsed_entry *at;
    size_t slots, used;
} parsed_table;

typedef struct parsed_folded {
    const char *key;
    const char *packed; /* the schema, which was not read yet; NULL: it is there */
    fx_folded folded;
} parsed_folded;

typedef struct parsed_model {
    const char *key;
    bool kept; /* in the cache */
    fx_schema model;
} parsed_model;

typedef struct parsed_slot {
    fx_arena *arena; /* the repository's */
    parsed_table revisions, entities;
    parsed_table packed; /* of packed.c */
    bool packed_loaded, packed_new;
    parsed_table trees; /* of trees.c; by the blob alone */
    bool trees_loaded, trees_new;
    FX_VEC(parsed_folded *) folded;
    FX_VEC(parsed_model) models; /* validated, without the ignored tables */
    const fx_source *ahead;      /* whose Python has been begun: all of its model's; NULL: none */
    fx_entity_files ahead_files;
} parsed_slot;

parsed_slot *parsed_slot_of(fx_repo *repo);
/* The place of a file; its value is NULL until it is set. */
parsed_entry *parsed_find(parsed_slot *s, parsed_table *t, const fx_file *file);

/* packed.c: false where nothing is kept of the file. */
bool packed_take(fx_repo *repo, const fx_file *file, fx_schema *out);
void packed_put(fx_repo *repo, const fx_file *file, const fx_schema *s);
/* Writes what is known of these files, if some of it is new. */
void packed_keep(fx_arena *a, fx_repo *repo, const fx_files *files);

/* trees.c: the files of a source, and the trees of Python that are kept of their texts. */
fx_entity_files trees_files(fx_arena *a, fx_source *from);
/* Writes what was used, if some of it is new. */
void trees_keep(fx_arena *a, fx_source *from);

/* packed_schema.c: at the end of a text that a checksum is kept of. */
void packed_schema(fx_str *out, const fx_schema *s);
bool packed_schema_read(fx_arena *a, const char *text, fx_schema *out);

#endif
