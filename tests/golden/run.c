/*
 * A golden case: two schemas, the steps between them and their SQL, up and
 * down. What is written must be what is rendered, and it must run: the SQL goes
 * to a real database, and what is read back is compared with the model.
 *
 *     golden_run tests/golden/sqlite/add_column.case      (FX_GOLDEN_WRITE=1 writes it anew)
 *
 * A file has comment lines (`#`), then `=== from`, `=== to` (entities, `---`
 * between them), `=== steps`, `=== up`, `=== down`. The dialect is the folder's name.
 */
#include "shared.h"

static const char *const section_names[] = {"head", "from", "to", "steps", "up", "down"};

enum { HEAD, FROM, TO, STEPS, UP, DOWN, SECTIONS };

typedef struct golden {
    fx_arena *a;
    const char *path, *text;
    const char *section[SECTIONS];
    const fx_dialect *dialect;
    fx_schema from, to; /* with the names that objects get at birth */
    fx_diff diff;
    fx_changes down;
    fx_stmts up_sql, down_sql;
} golden;

static bool split_sections(golden *g, fx_error *err)
{
    const golden_parts all = golden_sections(g->a, g->text);

    fx_each (const golden_part, it, &all) {
        size_t i = 0;

        while (i < SECTIONS && !fx_same(it->name, section_names[i]))
            i++;
        if (i == SECTIONS)
            return fx_fail(err, FX_INPUT, "an unknown section: %s", it->name);
    }
    for (size_t i = 0; i < SECTIONS; i++) {
        const char *text = golden_section(&all, section_names[i]);

        g->section[i] = text == NULL ? "" : text;
    }
    return true;
}

static bool read_entities(golden *g, const char *text, fx_schema *out, fx_error *err)
{
    for (const char *at = text; *at != '\0';) {
        const char *end = strstr(at, "---\n");
        size_t n = end == NULL ? strlen(at) : (size_t)(end - at);
        const char *document = fx_strndup(g->a, at, n);

        if (!fx_blank(document) && !fx_entity_read(g->a, "case.yml", document, n, out, err))
            return false;
        at += n + (end == NULL ? 0 : strlen("---\n"));
    }
    return true;
}

/* The schema as a revision that creates it would leave it: each object has its name. */
static bool born(golden *g, const fx_schema *from, const fx_schema *to, fx_diff *diff,
                 fx_schema *out, fx_error *err)
{
    const fx_diff_options options = {.naming = fx_naming_default};

    *diff = fx_diff_schemas(g->a, from, to, &options);
    *out = fx_schema_copy(g->a, from);
    return fx_replay_all(g->a, out, &diff->steps, NULL, err);
}

static bool prepare(golden *g, fx_error *err)
{
    fx_schema nothing = {0}, from = {0}, to = {0}, back;
    fx_diff birth;
    fx_live live = {0}, there;

    if (!read_entities(g, g->section[FROM], &from, err) ||
        !read_entities(g, g->section[TO], &to, err) || !fx_schema_validate(g->a, &from, err) ||
        !fx_schema_validate(g->a, &to, err) || !born(g, &nothing, &from, &birth, &g->from, err) ||
        !born(g, &g->from, &to, &g->diff, &g->to, err))
        return false;
    fx_live_follow(g->a, &live, &birth.up, g->dialect->name); /* views and triggers */
    there = live;
    fx_live_follow(g->a, &there, &g->diff.up, g->dialect->name);
    back = fx_schema_copy(g->a, &g->to);
    return fx_replay_all(g->a, &back, &g->diff.down, &g->down, err) &&
           fx_render(g->a, g->dialect, &g->diff.up, &live, &g->up_sql, err) &&
           fx_render(g->a, g->dialect, &g->down, &there, &g->down_sql, err);
}

static const char *steps_text(golden *g)
{
    fx_str s = {.arena = g->a};

    fx_yaml_print(&s, fx_steps_write(g->a, &g->diff.steps), 0);
    return fx_str_text(&s);
}

static fx_db *open_place(golden *g, fx_error *err)
{
    if (!golden_has_schemas(&g->from) && !golden_has_schemas(&g->to))
        return open_fresh(g->a, g->dialect->name, err);
    fx_db *db = open_fresh_database(g->a, err);

    if (db != NULL) {
        fx_db_look_at(db, &g->from);
        fx_db_look_at(db, &g->to);
    }
    return db;
}

/* On a database without rows: build `from`, up, down, each time read back. */
static bool run_for_real(golden *g, fx_error *err)
{
    fx_stmts build = {0};
    fx_db *db = open_place(g, err);

    return db != NULL && fx_render_schema(g->a, g->dialect, &g->from, &build, err) &&
           golden_run(db, &build, err) && golden_holds(g->a, db, &g->from, "from", err) &&
           golden_run(db, &g->up_sql, err) && golden_holds(g->a, db, &g->to, "up", err) &&
           golden_run(db, &g->down_sql, err) && golden_holds(g->a, db, &g->from, "down", err);
}

static bool compare(golden *g, int section, const char *got)
{
    return golden_same(g->path, section_names[section], g->section[section], got);
}

static bool write_case(golden *g, fx_error *err)
{
    fx_str s = {.arena = g->a};

    fx_str_add(&s, g->section[HEAD]);
    fx_str_addf(&s, "=== from\n%s=== to\n%s", g->section[FROM], g->section[TO]);
    fx_str_addf(&s, "=== steps\n%s", steps_text(g));
    fx_str_addf(&s, "=== up\n%s", golden_sql(g->a, &g->up_sql));
    fx_str_addf(&s, "=== down\n%s", golden_sql(g->a, &g->down_sql));
    return fx_file_write(g->a, g->path, fx_str_text(&s), s.n, 0644, err);
}

static bool run_case(golden *g, fx_error *err)
{
    const char *dialect = fx_path_base(fx_path_dir(g->a, fx_path_absolute(g->a, g->path)));
    size_t n;
    bool same;

    g->dialect = fx_dialect_find(dialect);
    if (g->dialect == NULL)
        return fx_fail(err, FX_INPUT, "there is no dialect %s", dialect);
    if (!fx_file_read(g->a, g->path, CASE_MAX, &g->text, &n, err) || !split_sections(g, err) ||
        !prepare(g, err) || !run_for_real(g, err))
        return false;
    if (getenv("FX_GOLDEN_WRITE") != NULL)
        return write_case(g, err);
    same = compare(g, STEPS, steps_text(g));
    same = compare(g, UP, golden_sql(g->a, &g->up_sql)) && same;
    same = compare(g, DOWN, golden_sql(g->a, &g->down_sql)) && same;
    return same || fx_fail(err, FX_REFUSED, "it is not what it was");
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
