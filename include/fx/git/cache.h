/*
 * Cache: answers in <git-common-dir>/fxgit/cache, each with a stamp of what it
 * was made of. Files are compared by their stat and not read, as Git's index
 * does it; its racy rule (https://git-scm.com/docs/racy-git) is kept: an answer made of a file
 * that was changed just now is not kept. Deleting the folder loses nothing.
 */
#ifndef FX_GIT_CACHE_H
#define FX_GIT_CACHE_H

#include "fx/base/str.h"
#include "fx/git/repo.h"

typedef struct fx_stamp {
    fx_str asked;          /* texts, and the paths that are looked at */
    fx_str seen;           /* the stat of each path; what is kept has that of all below it */
    int64_t begun, newest; /* nanoseconds since 1970: now, and of the latest change seen */
} fx_stamp;

/* What of one file's stat is compared: https://git-scm.com/docs/index-format, "stat data". */
typedef struct fx_facts {
    int64_t modified, changed; /* nanoseconds since 1970 */
    uint64_t inode, size;
    uint32_t mode;
    uint32_t missing;
} fx_facts;

int64_t fx_facts_now(void);
/* Of the file itself, should it be a link; `path` from the open folder `dir`. To be taken before it
 * is read. */
fx_facts fx_facts_of(int dir, const char *path);
bool fx_facts_equal(const fx_facts *x, const fx_facts *y);
/* False: taken at `now`, they could be those of a file that changes again after it. */
bool fx_facts_settled(const fx_facts *f, int64_t now);
/* Of a file that was written just now. False: the file system's clock is another one than ours, or
 * counts in seconds, so that it cannot be told what was changed after a moment of ours. */
bool fx_facts_timely(const fx_facts *f, int64_t now);

/* What an answer is made of, in an order of its own: */
void fx_stamp_begin(fx_stamp *s, fx_arena *a);
void fx_stamp_text(fx_stamp *s, const char *text); /* NULL: no text */
/* A file, or a folder with all that is below it; that nothing is there is a state, too. */
void fx_stamp_path(fx_stamp *s, const char *path);
/* The same; an empty file is none (SQLite leaves such a log). */
void fx_stamp_log(fx_stamp *s, const char *path);

/* The lines that were kept as `name` for the same texts and paths, if no stat differs. False: none,
 * and the stamp has begun: what is read from now on may be kept with it. */
bool fx_cache_get(fx_repo *r, fx_arena *a, const char *name, fx_stamp *s, fx_strs *lines);
/* The same as one text, in place; it ends with a line's end. */
bool fx_cache_text(fx_repo *r, fx_arena *a, const char *name, fx_stamp *s, const char **text);
/* Keeps lines (without line ends); that it cannot is no failure, and that something was changed
 * since the stamp began is a reason not to. A stamp with paths must have been asked for first. */
void fx_cache_put(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s,
                  const fx_strs *lines);
void fx_cache_put_text(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s,
                       const char *text, size_t n);

#endif
