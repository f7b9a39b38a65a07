/*
 * Parsed: revisions and entities of Git's objects are read once, however many sources of one
 * repository have them: a commit's check looks at the index, HEAD and the base.
 */
#ifndef FX_MIGRATE_PARSED_H
#define FX_MIGRATE_PARSED_H

#include "fx/git/source.h"
#include "fx/revision/revision.h"

/* *out NULL (and true is returned): the file is gone. Lives as long as the repository is open, or
 * as `a` where the source has none. */
bool fx_parsed_revision(fx_arena *a, fx_source *src, const fx_file *file, const fx_revision **out,
                        fx_error *err) FX_CHECK;
/* Appends what an entity file declares. */
bool fx_parsed_entity(fx_arena *a, fx_source *src, const fx_file *file, fx_schema *out,
                      fx_error *err) FX_CHECK;

#endif
