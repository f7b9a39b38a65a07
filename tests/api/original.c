/*
 * Every function of the original's manager, once as a command and once as a call, in two folders
 * that begin alike: both end with the same status and leave the same files, tables and ledger. The
 * fault of the original that is not reproduced stands beside it; tests/e2e/framefox.sh shows it
 * gone.
 */
#include "shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define YES(T) (&(T){.size = sizeof(T), .yes = true})

/* ---- the calls ---- */

static fxgit_code init_here(const char *dir, fxgit_error **e)
{
    fxgit_init_options o = FXGIT_INIT(fxgit_init_options);

    o.database = "sqlite:///app.db";
    o.no_hooks = true;
    return fxgit_init(dir, &o, NULL, e);
}

static fxgit_code new_revision(fxgit_project *p, fxgit_error **e)
{
    fxgit_new_options o = FXGIT_INIT(fxgit_new_options);

    o.message = "Add age";
    return fxgit_new(p, &o, NULL, NULL, e);
}

static fxgit_code new_from_template(fxgit_project *p, fxgit_error **e)
{
    fxgit_new_options o = FXGIT_INIT(fxgit_new_options);

    o.message = "By hand";
    o.sql = true;
    return fxgit_new(p, &o, NULL, NULL, e);
}

static fxgit_code new_empty(fxgit_project *p, fxgit_error **e)
{
    fxgit_new_options o = FXGIT_INIT(fxgit_new_options);

    o.message = "Drop shop.old";
    o.empty = true;
    return fxgit_new(p, &o, NULL, NULL, e);
}

static fxgit_code upgrade(fxgit_project *p, fxgit_error **e)
{
    return fxgit_upgrade(p, NULL, NULL, NULL, e);
}

static fxgit_code upgrade_bogus(fxgit_project *p, fxgit_error **e)
{
    return fxgit_upgrade(p, "bogus", NULL, NULL, e);
}

static fxgit_code downgrade_one(fxgit_project *p, fxgit_error **e)
{
    return fxgit_downgrade(p, NULL, 1, YES(fxgit_run_options), NULL, e);
}

static fxgit_code downgrade_base(fxgit_project *p, fxgit_error **e)
{
    return fxgit_downgrade(p, "base", 0, YES(fxgit_run_options), NULL, e);
}

static fxgit_code downgrade_too_far(fxgit_project *p, fxgit_error **e)
{
    return fxgit_downgrade(p, "-5", 0, YES(fxgit_run_options), NULL, e);
}

static fxgit_code status(fxgit_project *p, fxgit_error **e)
{
    fxgit_status *s;
    fxgit_code code = fxgit_status_read(p, &s, e);

    if (code == FXGIT_OK) {
        assert_int_equal(fxgit_status_summary(s)->applied, 1);
        assert_int_equal(fxgit_status_summary(s)->missing, 1);
        assert_int_equal(fxgit_status_at(s, 1)->state, FXGIT_MISSING);
        fxgit_status_free(s);
    }
    return code;
}

static fxgit_code list(fxgit_project *p, fxgit_error **e)
{
    fxgit_revisions *all;
    fxgit_code code = fxgit_list(p, &all, e);

    if (code == FXGIT_OK) {
        assert_int_equal(fxgit_revisions_count(all), 2);
        assert_string_equal(fxgit_revisions_at(all, 0)->message, "Create user");
        fxgit_revisions_free(all);
    }
    return code;
}

static const char *head_of(fxgit_project *p)
{
    static char id[64];
    fxgit_revisions *heads;
    fxgit_error *e;

    expect(FXGIT_OK, fxgit_heads(p, &heads, &e), &e);
    assert_int_equal(fxgit_revisions_count(heads), 1);
    snprintf(id, sizeof id, "%s", fxgit_revisions_at(heads, 0)->id);
    fxgit_revisions_free(heads);
    return id;
}

static fxgit_code show(fxgit_project *p, fxgit_error **e)
{
    char *text;
    fxgit_code code = fxgit_show(p, head_of(p), &text, e);

    if (code == FXGIT_OK)
        assert_non_null(strstr(text, "add_column: user.age"));
    fxgit_free(text);
    return code;
}

static fxgit_code show_outside(fxgit_project *p, fxgit_error **e)
{
    return fxgit_show(p, "../fxgit", NULL, e);
}

static fxgit_code has_changes(fxgit_project *p, fxgit_error **e)
{
    static const char text[] = "revision: 0123456789ab\nmessage: Drop shop.old with op.drop\n"
                               "revises: []\nupgrade: []\ndowngrade: []\n";
    bool has = true;
    fxgit_code code = fxgit_has_changes("0123456789ab_drop.yml", text, sizeof text - 1, &has, e);

    (void)p;
    assert_false(has);
    return code;
}

static fxgit_code delete_head(fxgit_project *p, fxgit_error **e)
{
    return fxgit_delete(p, head_of(p), true, NULL, e);
}

static fxgit_code delete_unasked(fxgit_project *p, fxgit_error **e)
{
    return fxgit_delete(p, head_of(p), false, NULL, e);
}

static fxgit_code stamp(fxgit_project *p, fxgit_error **e)
{
    return fxgit_stamp(p, "heads", NULL, NULL, e);
}

static fxgit_code clear_ledger(fxgit_project *p, fxgit_error **e)
{
    fxgit_clear_options o = {.size = sizeof o, .ledger = true, .yes = true};

    return fxgit_clear(p, &o, NULL, e);
}

static fxgit_code clear_files(fxgit_project *p, fxgit_error **e)
{
    fxgit_clear_options o = {.size = sizeof o, .files = true, .yes = true};

    return fxgit_clear(p, &o, NULL, e);
}

static fxgit_code clear_all(fxgit_project *p, fxgit_error **e)
{
    fxgit_clear_options o = {.size = sizeof o, .files = true, .ledger = true, .yes = true};

    return fxgit_clear(p, &o, NULL, e);
}

static fxgit_code clear_unasked(fxgit_project *p, fxgit_error **e)
{
    fxgit_clear_options o = {.size = sizeof o, .files = true, .ledger = true};

    return fxgit_clear(p, &o, NULL, e);
}

static fxgit_code database_create(fxgit_project *p, fxgit_error **e)
{
    return fxgit_database_create(p, NULL, e);
}

static fxgit_code database_drop(fxgit_project *p, fxgit_error **e)
{
    return fxgit_database_drop(p, YES(fxgit_consent), NULL, e);
}

static fxgit_code database_drop_unasked(fxgit_project *p, fxgit_error **e)
{
    return fxgit_database_drop(p, NULL, NULL, e);
}

static fxgit_code database_reset(fxgit_project *p, fxgit_error **e)
{
    return fxgit_database_reset(p, YES(fxgit_consent), NULL, NULL, e);
}

static fxgit_code database_wait(fxgit_project *p, fxgit_error **e)
{
    return fxgit_database_wait(p, 0, e);
}

static fxgit_code diagram(fxgit_project *p, fxgit_error **e)
{
    char *text;
    fxgit_code code = fxgit_diagram(p, NULL, &text, e);

    if (code == FXGIT_OK)
        assert_non_null(strstr(text, "erDiagram"));
    fxgit_free(text);
    return code;
}

static fxgit_code inspect(fxgit_project *p, fxgit_error **e)
{
    fxgit_inspection *in;
    fxgit_code code = fxgit_inspect(p, false, &in, e);

    if (code == FXGIT_OK)
        assert_string_equal(fxgit_inspection_at(in, 0)->path, "entities/user.yml");
    fxgit_inspection_free(in);
    return code;
}

/* ---- where both begin ---- */

#define ENTITY                                             \
    "mkdir -p entities; printf 'table: user\\ncolumns:\\n" \
    "  id: {type: integer, primary_key: true}\\n  name: string(100)\\n' >entities/user.yml; "
#define AGE   "printf '  age: {type: integer, fill: 0}\\n' >>entities/user.yml; "
#define BEGIN "git init -q; fxgit init --database sqlite:///app.db --no-hooks; "
#define ONE   BEGIN ENTITY "fxgit new -m 'Create user'; "
#define TWO   ONE AGE "fxgit new -m 'Add age'; "

/* What is compared: files without ids, tables, ledger. */
static const char state[] =
    "find . -name .git -prune -o -type f -print | grep -v '/app.db' |"
    " sed 's/[0-9a-f]\\{12\\}/ID/' | sort;"
    "[ ! -f app.db ] || sqlite3 app.db '.schema user' "
    "'SELECT count(*) FROM fxgit_revision' 'SELECT * FROM user' 2>/dev/null || :";

typedef struct row {
    const char *original; /* its function */
    const char *fault;    /* that is not reproduced */
    const char *before;   /* a script: the state that both begin with */
    const char *command;
    fxgit_code (*call)(fxgit_project *p, fxgit_error **e);
    fxgit_code expected;
} row;

#define HEAD "$(fxgit heads | cut -c1-12)"

/* clang-format off */
static const row rows[] = {
    {"setup_directories, setup_templates", "copies nothing: its source is nowhere",
     "git init -q", "fxgit init --database sqlite:///app.db --no-hooks", NULL, FXGIT_OK},
    {"create_config, create_migration", "clear-text password in /tmp; the template is not used",
     BEGIN "echo '-- mine' >>migrations/revision.sql", "fxgit new --sql -m 'By hand'", new_from_template, FXGIT_OK},
    {"create_migration", "needs a database that is up to date",
     ONE AGE, "fxgit new -m 'Add age'", new_revision, FXGIT_OK},
    {"create_migration (nothing to do)", "leaves an empty file",
     ONE, "fxgit new -m 'Add age'", new_revision, FXGIT_OK},
    {"create_migration (empty)", "a message with op. counts as a change",
     ONE, "fxgit new --empty -m 'Drop shop.old'", new_empty, FXGIT_OK},
    {"upgrade", "a failure is printed and swallowed", TWO, "fxgit upgrade", upgrade, FXGIT_OK},
    {"upgrade (nothing to do)", "(True, False) makes a database", TWO "fxgit upgrade", "fxgit upgrade", upgrade, FXGIT_OK},
    {"upgrade (unknown)", "exit status 0", TWO, "fxgit upgrade bogus", upgrade_bogus, FXGIT_USAGE},
    {"downgrade", "constraints without a name cannot be dropped",
     TWO "fxgit upgrade", "fxgit downgrade --steps 1 --yes", downgrade_one, FXGIT_OK},
    {"downgrade base", "", TWO "fxgit upgrade", "fxgit downgrade base --yes", downgrade_base, FXGIT_OK},
    {"downgrade (too far)", "exit status 0", TWO "fxgit upgrade", "fxgit downgrade -5 --yes", downgrade_too_far, FXGIT_REFUSED},
    {"status", "crashes when some are applied and some are not",
     TWO "fxgit upgrade +1", "fxgit status", status, FXGIT_OK},
    {"get_existing_migrations", "any file counts, in no order",
     TWO "touch migrations/versions/notes.txt", "fxgit list", list, FXGIT_OK},
    {"get_migration_content", "", TWO, "fxgit show " HEAD, show, FXGIT_OK},
    {"get_migration_content (outside)", "reads any file", TWO, "fxgit show ../fxgit", show_outside, FXGIT_USAGE},
    {"has_changes", "looks for op. in the text", TWO, "fxgit show " HEAD, has_changes, FXGIT_OK},
    {"delete_migration", "", TWO, "fxgit delete " HEAD " --yes", delete_head, FXGIT_OK},
    {"delete_migration (applied)", "orphans the database",
     TWO "fxgit upgrade", "fxgit delete " HEAD " --yes", delete_head, FXGIT_REFUSED},
    {"delete_migration (unasked)", "does not ask", TWO, "fxgit delete " HEAD " --no-input", delete_unasked, FXGIT_CONSENT},
    {"create_alembic_version_table", "", TWO "fxgit upgrade; fxgit clear --ledger --yes", "fxgit stamp heads", stamp, FXGIT_OK},
    {"clear_alembic_version_table", "False for missing and for errors",
     TWO "fxgit upgrade", "fxgit clear --ledger --yes", clear_ledger, FXGIT_OK},
    {"cleanup_migrations", "removes what is not its own",
     TWO "echo mine >migrations/README", "fxgit clear --files --yes", clear_files, FXGIT_OK},
    {"clear_all_migrations", "True when half of it failed",
     TWO "fxgit upgrade", "fxgit clear --all --yes", clear_all, FXGIT_OK},
    {"clear_all_migrations (unasked)", "does not ask",
     TWO "fxgit upgrade", "fxgit clear --all --no-input", clear_unasked, FXGIT_CONSENT},
    {"database create", "", TWO, "fxgit database create", database_create, FXGIT_OK},
    {"database drop", "", TWO "fxgit upgrade", "fxgit database drop --yes", database_drop, FXGIT_OK},
    {"database drop (unasked)", "", TWO "fxgit upgrade", "fxgit database drop --no-input", database_drop_unasked, FXGIT_CONSENT},
    {"database copy", "always fails", TWO, "fxgit database reset --yes", database_reset, FXGIT_OK},
    {"ConnectionManager", "", TWO "fxgit upgrade", "fxgit database wait --timeout 0", database_wait, FXGIT_OK},
    {"MermaidDiagramGenerator", "a browser, a clipboard", TWO, "fxgit database diagram", diagram, FXGIT_OK},
    {"DatabaseSchemaAnalyzer", "keys and checks are left out", TWO "fxgit upgrade", "fxgit inspect", inspect, FXGIT_OK},
};
/* clang-format on */

static void run_row(const row *r)
{
    const char *one = fresh_dir("command"), *two = fresh_dir("call");
    fxgit_project *p = NULL;
    fxgit_error *e = NULL;
    fxgit_code code;

    print_message("# %s\n", r->original);
    sh(one, r->before);
    sh(two, r->before);
    assert_int_equal(sh(one, r->command), r->expected);
    if (r->call != NULL)
        p = open_project(two);
    code = r->call != NULL ? r->call(p, &e) : init_here(two, &e);
    expect(r->expected, code, &e);
    fxgit_project_close(p);

    char *by_command = sh_out(one, state), *by_call = sh_out(two, state);

    assert_string_equal(by_command, by_call);
    free(by_command);
    free(by_call);
}

static void all_of_the_originals_functions(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run_row(&rows[i]);
}

static void urls_of_parts(void **unused)
{
    fxgit_url_parts parts = FXGIT_INIT(fxgit_url_parts);
    fxgit_url *url;
    fxgit_error *e;

    (void)unused;
    parts.driver = "mysql";
    parts.host = "db";
    parts.username = "root";
    parts.password = "p%s@/w";
    parts.database = "shop";
    expect(FXGIT_OK, fxgit_url_make(&parts, &url, &e), &e);
    assert_string_equal(fxgit_url_text(url), "mysql://root:p%25s%40%2Fw@db/shop");
    assert_null(strstr(fxgit_url_shown(url), "p%25"));
    fxgit_url_free(url);
    parts.driver = "sqlite";
    parts.host = parts.username = parts.password = NULL;
    parts.database = "/srv/a b.db";
    expect(FXGIT_OK, fxgit_url_make(&parts, &url, &e), &e);
    assert_string_equal(fxgit_url_parts_of(url)->database, "/srv/a b.db");
    fxgit_url_free(url);
    parts.driver = "oracle";
    expect(FXGIT_INPUT, fxgit_url_make(&parts, &url, &e), &e);
    assert_null(url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_the_originals_functions),
        cmocka_unit_test(urls_of_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
