/*
 * What the runners of golden cases share: a case is a file of sections
 * (`=== name`), and what it says is run on a real database and read back.
 */
#ifndef FX_TESTS_GOLDEN_SHARED_H
#define FX_TESTS_GOLDEN_SHARED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "fx/db/driver.h"
#include "fx/entity/entity.h"
#include "fx/migrate/normal.h"
#include "fx/model/diff.h"
#include "servers.h"

enum { CASE_MAX = 1024 * 1024 };

typedef struct golden_part {
    const char *name, *text;
} golden_part;
typedef FX_VEC(golden_part) golden_parts;

/* The first one has the name "head": what stands before all others. */
static inline golden_parts golden_sections(fx_arena *a, const char *text)
{
    golden_parts out = {0};
    fx_str s = {.arena = a};
    const char *name = "head";

    for (;;) {
        size_t n = strcspn(text, "\n") + 1;
        const bool end = *text == '\0';

        if (!end && text[n - 1] == '\0')
            n--;
        if (end || fx_starts(text, "=== ")) {
            *fx_push(a, &out) = (golden_part){name, fx_str_text(&s)};
            if (end)
                return out;
            name = fx_strndup(a, text + 4, n - 5);
            s = (fx_str){.arena = a};
        } else {
            fx_str_addn(&s, text, n);
        }
        text += n;
    }
}

/* NULL: there is none. */
static inline const char *golden_section(const golden_parts *all, const char *name)
{
    fx_each (const golden_part, it, all) {
        if (fx_same(it->name, name))
            return it->text;
    }
    return NULL;
}

static inline const char *golden_sql(fx_arena *a, const fx_stmts *sql)
{
    fx_str s = {.arena = a};

    fx_each (const fx_stmt, stmt, sql) {
        fx_str_addf(&s, "%s;\n", stmt->sql);
    }
    return fx_str_text(&s);
}

static inline bool golden_run(fx_db *db, const fx_stmts *sql, fx_error *err)
{
    if (!fx_db_begin(db, FX_GUARD_REBUILDS, err))
        return false;
    fx_each (const fx_stmt, stmt, sql) {
        if (!fx_db_exec(db, stmt->sql, err)) {
            fx_db_rollback(db);
            return fx_context(err, "%s", stmt->sql);
        }
    }
    return fx_db_commit(db, err);
}

/* What is read back is what the model says. */
static inline bool golden_holds(fx_arena *a, fx_db *db, const fx_schema *expected, const char *when,
                                fx_error *err)
{
    fx_live live = {0};

    if (!fx_db_inspect(db, a, &live, err))
        return false;
    fx_each (const fx_table *const, t, &live.schema.tables) {
        if ((*t)->unheld != NULL)
            return fx_fail(err, FX_BUG, "%s: table %s is not held: %s", when, (*t)->name,
                           (*t)->unheld);
    }
    const fx_schema *read = fx_project(a, &live.schema, db->driver->dialect->name);
    const fx_schema *model = fx_project(a, expected, db->driver->dialect->name);

    if (!fx_normal(a, db, &model, read, err))
        return false;
    if (fx_schema_equal(read, model))
        return true;
    return fx_fail(err, FX_BUG,
                   "%s: the database is not what the model says\n--- database\n%s"
                   "--- model\n%s",
                   when, fx_schema_print(a, read), fx_schema_print(a, model));
}

static inline bool golden_has_schemas(const fx_schema *s)
{
    fx_each (const fx_table *const, t, &s->tables) {
        if ((*t)->schema != NULL)
            return true;
    }
    return false;
}

static inline bool golden_same(const char *path, const char *name, const char *file,
                               const char *now)
{
    if (fx_same(file, now))
        return true;
    printf("%s: %s differs\n--- in the file\n%s--- now\n%s", path, name, file == NULL ? "" : file,
           now);
    return false;
}

/* The exit status: 2 without a file, 1 where one fails. */
static inline int golden_each(int argc, char **argv,
                              bool (*run)(fx_arena *a, const char *path, fx_error *err))
{
    int status = argc > 1 ? 0 : 2;

    for (int i = 1; i < argc; i++) {
        fx_arena *a = fx_arena_new();
        fx_error err = {.arena = a};

        if (!run(a, argv[i], &err)) {
            printf("%s: %s\n", argv[i], fx_error_text(a, &err));
            status = 1;
        }
        fx_arena_free(a);
    }
    return status;
}

#endif
