/*
 * A golden case of entities in Python: what they are in YAML, and the DDL of
 * each dialect, which runs on a real database and is read back.
 *
 *     golden_python tests/golden/python/optional.case      (FX_GOLDEN_WRITE=1 writes it anew)
 *
 * A file has comment lines (`#`), then Python (`=== models.py`; the first file is the entity file,
 * others are what it imports), and `=== schema`, `=== sqlite`, `=== mysql`, `=== postgresql`, or
 * `=== error` where it cannot be read. `=== create_all sqlite` and so on is what SQLAlchemy itself
 * makes (create_all.py writes it, where Debian's version can): it must be the same to fxgit. A
 * dialect is left out where its engine cannot run the DDL. Keys have the names that SQLAlchemy
 * leaves them (`naming: sqlalchemy`).
 */
#include "shared.h"

static const char *const dialects[] = {"sqlite", "mysql", "postgresql"};

enum { DIALECTS = sizeof dialects / sizeof *dialects };

typedef struct golden {
    fx_arena *a;
    const char *path;
    golden_parts all;
    fx_schema model;
    fx_diff birth;
    golden_parts now; /* what the file has to say */
} golden;

static bool read_section(void *ctx, fx_arena *a, const char *path, const char **text, size_t *n,
                         fx_error *err)
{
    (void)a;
    (void)err;
    *text = golden_section(ctx, path);
    *n = *text == NULL ? 0 : strlen(*text);
    return true;
}

static void add(golden *g, const char *name, const char *text)
{
    *fx_push(g->a, &g->now) = (golden_part){name, text};
}

static bool read_model(golden *g, fx_error *err)
{
    const fx_entity_files files = {.ctx = &g->all, .read = read_section};
    fx_diff_options options = {.naming = fx_naming_default};
    const fx_schema nothing = {0};
    fx_strs paths = {0};
    fx_schema read = {0};

    fx_each (const golden_part, it, &g->all) {
        if (paths.n == 0 && fx_entity_is_python(it->name))
            *fx_push(g->a, &paths) = it->name;
    }
    if (!fx_entity_read_python(g->a, &files, &paths, &read, err) ||
        !fx_schema_validate(g->a, &read, err))
        return false;
    options.naming.nameless = true;
    g->birth = fx_diff_schemas(g->a, &nothing, &read, &options);
    if (!fx_replay_all(g->a, &g->model, &g->birth.steps, NULL, err))
        return false;
    add(g, "schema", fx_schema_print(g->a, &read));
    return true;
}

static bool is_there(const char *dialect)
{
    return fx_same(dialect, "sqlite") ||
           getenv(fx_same(dialect, "mysql") ? "FXGIT_TEST_MYSQL_URL" : "FXGIT_TEST_POSTGRES_URL") !=
               NULL;
}

static bool run_for_real(golden *g, const char *dialect, const fx_stmts *sql, fx_error *err)
{
    const bool apart = golden_has_schemas(&g->model);
    fx_db *db = apart ? open_fresh_database(g->a, err) : open_fresh(g->a, dialect, err);

    if (db != NULL && apart)
        fx_db_look_at(db, &g->model);
    return db != NULL && golden_run(db, sql, err) && golden_holds(g->a, db, &g->model, "made", err);
}

/* A statement a line. */
static fx_stmts made_by_sqlalchemy(golden *g, const char *text)
{
    fx_stmts out = {0};

    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        *fx_push(g->a, &out) = (fx_stmt){.sql = fx_strndup(g->a, text, n)};
        text += n + (text[n] == '\n');
    }
    return out;
}

static bool compare_made(golden *g, const char *dialect, fx_error *err)
{
    const char *name = fx_fmt(g->a, "create_all %s", dialect);
    const char *text = golden_section(&g->all, name);

    if (text == NULL)
        return true;
    add(g, name, text);
    if (!is_there(dialect))
        return true;
    const fx_stmts sql = made_by_sqlalchemy(g, text);

    return run_for_real(g, dialect, &sql, err) || fx_context(err, "%s", name);
}

/* What an engine has not is told when its DDL is asked for. */
static bool add_dialect(golden *g, const char *dialect, fx_error *err)
{
    const fx_dialect *d = fx_dialect_find(dialect);
    fx_error probe = {.arena = g->a};
    fx_stmts sql = {0};

    if (!fx_render(g->a, d, &g->birth.up, NULL, &sql, &probe)) {
        add(g, dialect, fx_fmt(g->a, "%s\n", fx_error_text(g->a, &probe)));
        return true;
    }
    add(g, dialect, golden_sql(g->a, &sql));
    if (is_there(dialect) && !run_for_real(g, dialect, &sql, err))
        return fx_context(err, "%s", dialect);
    return compare_made(g, dialect, err);
}

static bool find_out(golden *g, fx_error *err)
{
    fx_error probe = {.arena = g->a};
    bool chosen = false;

    if (!read_model(g, &probe)) {
        add(g, "error",
            fx_fmt(g->a, "%s\nhint: %s\n", fx_error_text(g->a, &probe),
                   probe.hint == NULL ? "none" : probe.hint));
        return true;
    }
    for (size_t i = 0; i < DIALECTS; i++)
        chosen = chosen || golden_section(&g->all, dialects[i]) != NULL;
    for (size_t i = 0; i < DIALECTS; i++) {
        if ((!chosen || golden_section(&g->all, dialects[i]) != NULL) &&
            !add_dialect(g, dialects[i], err))
            return false;
    }
    return true;
}

static bool write_case(golden *g, fx_error *err)
{
    fx_str s = {.arena = g->a};

    fx_str_add(&s, g->all.at[0].text);
    fx_each (const golden_part, it, &g->all) {
        if (fx_ends(it->name, ".py"))
            fx_str_addf(&s, "=== %s\n%s", it->name, it->text);
    }
    fx_each (const golden_part, it, &g->now) {
        fx_str_addf(&s, "=== %s\n%s", it->name, it->text);
    }
    return fx_file_write(g->a, g->path, fx_str_text(&s), s.n, 0644, err);
}

static bool is_expected(golden *g, fx_error *err)
{
    bool same = true;

    fx_each (const golden_part, it, &g->now) {
        same = golden_same(g->path, it->name, golden_section(&g->all, it->name), it->text) && same;
    }
    fx_each (const golden_part, it, &g->all) {
        if (it > g->all.at && !fx_ends(it->name, ".py") &&
            golden_section(&g->now, it->name) == NULL)
            same = golden_same(g->path, it->name, it->text, "");
    }
    return same || fx_fail(err, FX_REFUSED, "it is not what it was");
}

static bool run_case(golden *g, fx_error *err)
{
    const char *text;
    size_t n;

    if (!fx_file_read(g->a, g->path, CASE_MAX, &text, &n, err))
        return false;
    g->all = golden_sections(g->a, text);
    if (!find_out(g, err))
        return false;
    return getenv("FX_GOLDEN_WRITE") != NULL ? write_case(g, err) : is_expected(g, err);
}

static bool run(fx_arena *a, const char *path, fx_error *err)
{
    golden g = {.a = a, .path = path};

    return run_case(&g, err);
}

int main(int argc, char **argv)
{
    return golden_each(argc, argv, run);
}
