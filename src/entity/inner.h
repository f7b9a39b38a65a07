/*
 * Inner: the readers that the table in entity.c names.
 */
#ifndef FX_ENTITY_INNER_H
#define FX_ENTITY_INNER_H

#include "fx/entity/entity.h"

/* yaml.c */
bool fx_entity_read_yaml(fx_arena *a, const char *file, const char *text, size_t n, fx_schema *out,
                         fx_error *err);
/* entity.c: always fails, so that a file which cannot be read is never a dropped table. */
bool fx_entity_read_foreign(fx_arena *a, const char *file, const char *text, size_t n,
                            fx_schema *out, fx_error *err);

#endif
