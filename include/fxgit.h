/*
 * fxgit: database migrations that follow a Git checkout, as a library.
 *
 *     fxgit_project *project;
 *     fxgit_error *error;
 *
 *     if (fxgit_project_open("/srv/app", NULL, &project, &error) != FXGIT_OK) {
 *         fprintf(stderr, "%s\n", fxgit_error_message(error));
 *         fxgit_error_free(error);
 *         return;
 *     }
 *     fxgit_upgrade(project, NULL, NULL, NULL, NULL);
 *     fxgit_project_close(project);
 *
 * What a call does is what the command of the same name does: the rules are DESIGN's, named
 * after each function ("Rule: DESIGN section 6").
 *
 * Results. A function that can fail returns FXGIT_OK or the code of its error. On success the
 * results are set and *error is NULL; on failure all results are NULL, false or 0 and *error is an
 * object for fxgit_error_free. Any `out` and `error` may be NULL: it is not wanted, and then not
 * made.
 *
 * Ownership. What a function gives through `out` is the caller's: objects go to the _free of their
 * type, texts (char *) to fxgit_free, never to free. What an accessor returns (const) belongs to
 * its object and ends with it. Arguments are read during the call only, or copied. NULL may be
 * given to every _free and _close.
 *
 * Rows (fxgit_revision, fxgit_move, ...) are made by the library alone: later versions may add
 * members at their end. Of structs that the caller makes, `size` is the first member, set by
 * FXGIT_INIT: members of later versions are zero, which is always the behaviour before them.
 *
 * State. A project keeps settings, no files and no connection: each call reads fxgit.yml, the work
 * tree, Git and the database as they are then. Nothing is printed, no signal or working directory
 * is changed, and nothing ends the process but running out of memory. A relative `dir` is resolved
 * when it is given. Environment variables are read (DATABASE_URL and others that fxgit.yml names,
 * FXGIT_USER, FXGIT_COMMIT, GIT_DIR inside of Git's hooks), and `git` is run where it has to write.
 *
 * Threads. Calls may come from any thread, but two at once only with different projects, and not
 * while another thread changes the environment. libgit2 is started and stopped as often as it is
 * needed (it counts), and its setting of known repository extensions is set; in a program that uses
 * libgit2 itself, its own git_libgit2_init keeps it alive.
 *
 * Texts are UTF-8 and end with NUL; times are UTC, "2026-11-23 04:05:06". Hints are written for
 * people and speak of the commands of the program.
 */
#ifndef FXGIT_H
#define FXGIT_H

#include <stdbool.h>
#include <stddef.h>

#if defined(FXGIT_BUILD)
#define FXGIT_API __attribute__((visibility("default")))
#else
#define FXGIT_API
#endif

/* A caller's struct with its size set and all else zero:
 *
 *     fxgit_run_options o = FXGIT_INIT(fxgit_run_options);
 */
#ifdef __cplusplus
#define FXGIT_INIT(T)           \
    ([] {                       \
        T fresh = T();          \
        fresh.size = sizeof(T); \
        return fresh;           \
    }())
extern "C" {
#else
#define FXGIT_INIT(T) ((T){.size = sizeof(T)})
#endif

/* ---- errors ---- */

/* The program's exit statuses, fixed for good. Rule: DESIGN section 6. */
typedef enum fxgit_code {
    FXGIT_OK = 0,
    FXGIT_REFUSED = 1,  /* a rule says no: the message names it */
    FXGIT_USAGE = 2,    /* an argument makes no sense, or names nothing */
    FXGIT_CONSENT = 3,  /* rows would be lost, or another's work: `yes`, `take_over`, `unprotect` */
    FXGIT_INPUT = 4,    /* a file cannot be read or understood */
    FXGIT_GIT = 5,      /* Git, or what it says */
    FXGIT_DATABASE = 6, /* the database, or what it says */
    FXGIT_LOCKED = 7,   /* another has the lock: a later call may succeed */
    FXGIT_BUG = 70      /* please report it */
} fxgit_code;

typedef struct fxgit_error fxgit_error;

/* Never NULL: "refused", "needs-consent", ...: the names of `--json`. */
FXGIT_API const char *fxgit_code_name(fxgit_code code);
/* FXGIT_OK for NULL. */
FXGIT_API fxgit_code fxgit_error_code(const fxgit_error *error);
/* What went wrong: lower case, no full stop, no file. Never NULL; "" for NULL. */
FXGIT_API const char *fxgit_error_message(const fxgit_error *error);
/* What to do, perhaps in several lines; NULL: nothing is known. */
FXGIT_API const char *fxgit_error_hint(const fxgit_error *error);
/* The file that is wrong, relative to the project's folder; or NULL. */
FXGIT_API const char *fxgit_error_file(const fxgit_error *error);
/* From 1; 0: not known. */
FXGIT_API size_t fxgit_error_line(const fxgit_error *error);
FXGIT_API size_t fxgit_error_column(const fxgit_error *error);
FXGIT_API void fxgit_error_free(fxgit_error *error);

/* Frees a text that a function gave through `char **`. Nothing else. */
FXGIT_API void fxgit_free(char *text);
/* The library's version: "0.1.0". A constant. */
FXGIT_API const char *fxgit_version(void);

/* ---- a project ---- */

typedef struct fxgit_project fxgit_project;

/* What a revision does in a run. */
typedef enum fxgit_move_kind {
    FXGIT_APPLY = 1, /* its upgrade half runs */
    FXGIT_UNDO,      /* its downgrade half runs, as the ledger kept it */
    FXGIT_STAMP,     /* it is entered into the ledger, nothing runs */
    FXGIT_UNMARK     /* it is taken out of the ledger, nothing runs */
} fxgit_move_kind;

typedef struct fxgit_move {
    fxgit_move_kind kind;
    const char *revision; /* its id */
    const char *message;
    double milliseconds; /* how long its statements took; 0 in a dry run */
} fxgit_move;

/* When `done` is false: the move is about to run (`milliseconds` is 0). When it is true: it is
 * there for good. Several moves may share a transaction: then all begin before the first is done,
 * and if one fails, none is done. `move` is valid during the call. The callback must not call the
 * library for the same database: it is locked. */
typedef void fxgit_progress_fn(void *context, const fxgit_move *move, bool done);
/* Each statement before it runs, without a semicolon; during the call only. Values that are bound
 * are not shown. */
typedef void fxgit_sql_fn(void *context, const char *sql);

typedef struct fxgit_options {
    size_t size;
    const char *config;   /* a file in place of fxgit.yml, relative to `dir`; NULL: fxgit.yml */
    const char *target;   /* the target of that name; NULL: the default one */
    const char *database; /* this URL in place of the target's; NULL: the target's. One that a
                             tracked file names, on another machine or outside of the work tree, is
                             not connected to before the clone has agreed to it: FXGIT_CONSENT,
                             unless a call that writes gets `yes` (README, "Where it connects") */
    fxgit_progress_fn *progress; /* NULL: none; called by upgrade, downgrade, sync, stamp */
    fxgit_sql_fn *sql;           /* NULL: none; likewise */
    void *context;               /* given to both */
} fxgit_options;

/* The project at `dir` or in a folder above it, not beyond the top of the repository. Options are
 * copied; NULL: none. FXGIT_INPUT: no fxgit.yml, or a wrong one (file, line); FXGIT_USAGE: no such
 * target; FXGIT_GIT: a repository that cannot be read. The database is not looked at. A project may
 * be opened any number of times. Rule: DESIGN sections 3 and 6. */
FXGIT_API fxgit_code fxgit_project_open(const char *dir, const fxgit_options *options,
                                        fxgit_project **out, fxgit_error **error);
FXGIT_API void fxgit_project_close(fxgit_project *project);
/* The project's folder, absolute: all other paths are relative to it unless they say otherwise. */
FXGIT_API const char *fxgit_project_root(const fxgit_project *project);

typedef struct fxgit_init_options {
    size_t size;
    const char *database; /* NULL: ${DATABASE_URL:-sqlite:///app.db}. One with a password goes to
                             fxgit.local.yml, which Git ignores */
    bool no_hooks;        /* leave Git's hooks alone */
    const char *program;  /* the fxgit program for the hooks; NULL: the one on PATH */
} fxgit_init_options;

/* A list of texts: paths, names. */
typedef struct fxgit_texts fxgit_texts;
FXGIT_API size_t fxgit_texts_count(const fxgit_texts *texts);
/* NULL when there are not so many. */
FXGIT_API const char *fxgit_texts_at(const fxgit_texts *texts, size_t i);
FXGIT_API void fxgit_texts_free(fxgit_texts *texts);

/* Begins a project in `dir`, which is there. `created` gets the paths of the files that were
 * written, relative to `dir`; none is overwritten, so a second call gives an empty list. Hooks are
 * installed in a Git repository only. FXGIT_INPUT: a wrong URL, or a file cannot be written.
 * Rule: DESIGN section 6 (init). */
FXGIT_API fxgit_code fxgit_init(const char *dir, const fxgit_init_options *options,
                                fxgit_texts **created, fxgit_error **error);

/* ---- revisions ---- */

typedef enum fxgit_state {
    FXGIT_APPLIED = 1, /* in the tree and in the database */
    FXGIT_MISSING,     /* in the tree only */
    FXGIT_FOREIGN,     /* in the database only */
    FXGIT_CHANGED,     /* in both, and the upgrade half was edited since it was applied */
    FXGIT_UNKNOWN      /* the database was not asked (heads, or it is unreachable) */
} fxgit_state;

typedef struct fxgit_revision {
    const char *id;
    const char *message;
    const char *path; /* its file; of a foreign one: where it was */
    fxgit_state state;
    bool head; /* no other of the tree (current: of the database) builds on it */
    const char *const *parents;
    size_t n_parents;
    /* How it came to the database; NULL when it is not there, or not known. */
    const char *applied_at, *applied_by, *commit, *branch;
} fxgit_revision;

typedef struct fxgit_revisions fxgit_revisions;
FXGIT_API size_t fxgit_revisions_count(const fxgit_revisions *revisions);
/* NULL when there are not so many. */
FXGIT_API const fxgit_revision *fxgit_revisions_at(const fxgit_revisions *revisions, size_t i);
FXGIT_API void fxgit_revisions_free(fxgit_revisions *revisions);

/* All revisions: the tree's, parents first, then foreign ones as they were applied. A database
 * that is not there yet is an empty one; one that cannot be reached leaves FXGIT_UNKNOWN.
 * FXGIT_INPUT: a revision file or the URL is wrong. Rule: DESIGN section 6 (list). */
FXGIT_API fxgit_code fxgit_list(fxgit_project *project, fxgit_revisions **out, fxgit_error **error);
/* Those of the tree that no other builds on, by id; the database is not asked. More than one: the
 * branches want joining (fxgit_new with `empty`). FXGIT_INPUT as for fxgit_list. */
FXGIT_API fxgit_code fxgit_heads(fxgit_project *project, fxgit_revisions **out,
                                 fxgit_error **error);
/* The latest that the database has, by id; empty without a database or ledger. FXGIT_DATABASE: it
 * cannot be read. */
FXGIT_API fxgit_code fxgit_current(fxgit_project *project, fxgit_revisions **out,
                                   fxgit_error **error);

/* The text of the file of the revision that `rev` names (an id, or at least 4 digits that only one
 * begins with): the tree's, else as it was applied. FXGIT_USAGE: none or several; FXGIT_REFUSED:
 * the database's text does not match its hash. Rule: DESIGN section 6 (show). */
FXGIT_API fxgit_code fxgit_show(fxgit_project *project, const char *rev, char **text,
                                fxgit_error **error);
/* Whether a revision file's text has a step, up or down; a merge or an empty one has none. `name`
 * says which kind of file it is by its ending (.yml, .yaml, .sql). The text is parsed, `n` bytes.
 * FXGIT_INPUT: it is not a revision (line, column). Needs no project. Rule: DESIGN section 3. */
FXGIT_API fxgit_code fxgit_has_changes(const char *name, const char *text, size_t n, bool *out,
                                       fxgit_error **error);

typedef struct fxgit_summary {
    const char *project;     /* the id in fxgit.yml */
    const char *branch;      /* NULL: detached, or without Git */
    const char *commit;      /* 40 digits; NULL: none yet, or without Git */
    bool covered;            /* entities and revisions agree */
    size_t uncovered;        /* by how many steps they differ */
    const char *unreadable;  /* why that is not known; or NULL */
    const char *database;    /* the URL, without its password */
    const char *unreachable; /* why the database could not be asked; or NULL */
    bool exists;             /* there is such a database */
    /* How many; an edited revision (changed) is an applied one, too. */
    size_t revisions, heads, applied, missing, foreign, changed;
    bool in_sync; /* the database has what the tree has */
} fxgit_summary;

/* Entities, tree and database, side by side. */
typedef struct fxgit_status fxgit_status;
FXGIT_API const fxgit_summary *fxgit_status_summary(const fxgit_status *status);
/* The rows of fxgit_list. */
FXGIT_API size_t fxgit_status_count(const fxgit_status *status);
FXGIT_API const fxgit_revision *fxgit_status_at(const fxgit_status *status, size_t i);
FXGIT_API void fxgit_status_free(fxgit_status *status);

/* An unreachable database or unreadable entities are part of the answer, no failure; a wrong
 * revision file or URL is FXGIT_INPUT. Rule: DESIGN section 6 (status). */
FXGIT_API fxgit_code fxgit_status_read(fxgit_project *project, fxgit_status **out,
                                       fxgit_error **error);

/* ---- revisions and commits ---- */

typedef struct fxgit_logged {
    const char *id, *message, *path;
    fxgit_state state;                   /* FXGIT_UNKNOWN: neither tree nor database has it */
    const char *commit;                  /* the one that brought it; NULL: none yet */
    const char *subject, *author, *date; /* of that commit; its author's day, 2026-11-23 */
} fxgit_logged;

typedef struct fxgit_log fxgit_log;
FXGIT_API size_t fxgit_log_count(const fxgit_log *log);
/* NULL when there are not so many. */
FXGIT_API const fxgit_logged *fxgit_log_at(const fxgit_log *log, size_t i);
FXGIT_API void fxgit_log_free(fxgit_log *log);

/* The revisions of the work tree, newest first; `all`: those of other branches and of the database
 * too. A database that cannot be reached leaves FXGIT_UNKNOWN. FXGIT_INPUT: a wrong revision file
 * or URL. Rule: DESIGN section 6 (log). */
FXGIT_API fxgit_code fxgit_log_read(fxgit_project *project, bool all, fxgit_log **out,
                                    fxgit_error **error);

/* ---- writing revisions ---- */

typedef struct fxgit_change {
    const char *verb;   /* "add_column": the step's name in a revision */
    const char *object; /* "user.age" */
    const char *text;   /* for people, one line */
    const char *yaml;   /* the step as a revision has it */
} fxgit_change;

typedef struct fxgit_changes fxgit_changes;
FXGIT_API size_t fxgit_changes_count(const fxgit_changes *changes);
/* NULL when there are not so many. */
FXGIT_API const fxgit_change *fxgit_changes_at(const fxgit_changes *changes, size_t i);
FXGIT_API void fxgit_changes_free(fxgit_changes *changes);

/* What the entities of `to` have and those of `from` lack: both are commits, as Git understands
 * them. `from` NULL: the revisions of the work tree. `to` NULL: the entities of the work tree.
 * Nothing is written. FXGIT_INPUT: a wrong file; FXGIT_GIT: no such commit.
 * Rule: DESIGN sections 6 and 7. */
FXGIT_API fxgit_code fxgit_diff(fxgit_project *project, const char *from, const char *to,
                                fxgit_changes **out, fxgit_error **error);
/* The same as SQL for the target's engine, a statement a line, each with its semicolon. */
FXGIT_API fxgit_code fxgit_diff_sql(fxgit_project *project, const char *from, const char *to,
                                    char **sql, fxgit_error **error);

typedef struct fxgit_new_options {
    size_t size;
    const char *message; /* one line; NULL: made from the steps */
    bool empty;          /* without steps; joins several heads */
    bool sql;            /* a .sql file to be filled in */
} fxgit_new_options;

/* Writes a revision with what entities have and revisions lack; `path` gets its file, or NULL when
 * there is nothing to do. `changes` gets its steps. No file is overwritten. FXGIT_REFUSED: several
 * heads, a likely rename that nobody has named, a NOT NULL column without a value for the rows that
 * are there; FXGIT_INPUT: a wrong file. Rule: DESIGN section 7. */
FXGIT_API fxgit_code fxgit_new(fxgit_project *project, const fxgit_new_options *options,
                               char **path, fxgit_changes **changes, fxgit_error **error);
/* Deletes the file of a draft; `path` gets what it was. FXGIT_CONSENT: `yes` is false;
 * FXGIT_REFUSED: another builds on it, it is applied, or it is frozen. Rule: DESIGN section 6. */
FXGIT_API fxgit_code fxgit_delete(fxgit_project *project, const char *rev, bool yes, char **path,
                                  fxgit_error **error);

/* ---- moving the database ---- */

typedef struct fxgit_run_options {
    size_t size;
    bool dry_run;   /* plan, and change nothing */
    bool yes;       /* rows may be lost; covers neither of the next two */
    bool take_over; /* sync: undo what another clone or user applied */
    const char
        *unprotect;     /* allow undoing, and loss of rows, on the protected target of this name */
    bool allow_foreign; /* upgrade: on a protected target, beside revisions that the tree lacks */
    bool force;         /* stamp: also where the tables are not what the revision says */
    bool no_backup;     /* no snapshot before rows are lost (SQLite) */
    const char *const *keep; /* sync: leave these revisions in the database */
    size_t n_keep;
    int lock_timeout_ms; /* how long to wait for another; 0: 60 s */
} fxgit_run_options;

typedef struct fxgit_report_summary {
    bool dry_run;
    const char *database; /* the URL, without its password */
    const char *label;    /* where the database is now: "1f0c9d2 main"; or NULL */
    const char *backup;   /* the snapshot's path, absolute; NULL: none was taken */
    size_t applied;       /* revisions in the database afterwards */
} fxgit_report_summary;

typedef struct fxgit_risk {
    const char *revision; /* which one loses them */
    const char *table;
    const char *column; /* NULL: the whole table */
    size_t rows;        /* with something in it; counted up to 1000 */
    bool more;          /* than that */
} fxgit_risk;

/* What a run did, or would do. */
typedef struct fxgit_report fxgit_report;
FXGIT_API const fxgit_report_summary *fxgit_report_about(const fxgit_report *report);
/* The moves in the order they ran; none: there was nothing to do. */
FXGIT_API size_t fxgit_report_count(const fxgit_report *report);
FXGIT_API const fxgit_move *fxgit_report_at(const fxgit_report *report, size_t i);
FXGIT_API size_t fxgit_report_risk_count(const fxgit_report *report);
FXGIT_API const fxgit_risk *fxgit_report_risk_at(const fxgit_report *report, size_t i);
FXGIT_API size_t fxgit_report_warning_count(const fxgit_report *report);
FXGIT_API const char *fxgit_report_warning_at(const fxgit_report *report, size_t i);
FXGIT_API void fxgit_report_free(fxgit_report *report);

/*
 * The four that move the database. `options` NULL: none set. A failing run leaves the database as
 * it was, unless the hint says otherwise (revisions that cannot share a transaction).
 * FXGIT_REFUSED: a rule; FXGIT_USAGE: `to` names nothing; FXGIT_CONSENT: rows would be lost, or
 * more, and the option for it is not set; FXGIT_INPUT: a wrong file; FXGIT_DATABASE: a statement
 * failed, or no connection; FXGIT_LOCKED: another had the lock all the time.
 * Rule: DESIGN sections 6, 9 and 10.
 */

/* To "heads" (also for NULL), "head", an id or a prefix of one, or "+N": the next N. */
FXGIT_API fxgit_code fxgit_upgrade(fxgit_project *project, const char *to,
                                   const fxgit_run_options *options, fxgit_report **out,
                                   fxgit_error **error);
/* To REV (which stays), "REV^" (which goes, too), "-N" (the N latest go) or "base"; `steps` N > 0
 * with `to` NULL is the same as "-N". FXGIT_USAGE: both or neither. */
FXGIT_API fxgit_code fxgit_downgrade(fxgit_project *project, const char *to, int steps,
                                     const fxgit_run_options *options, fxgit_report **out,
                                     fxgit_error **error);
/* To what is checked out (`commit` NULL), or to a commit as Git understands it. FXGIT_GIT: no such
 * commit. */
FXGIT_API fxgit_code fxgit_sync(fxgit_project *project, const char *commit,
                                const fxgit_run_options *options, fxgit_report **out,
                                fxgit_error **error);
/* Enters `to` ("heads", "head", an id) and what it builds on into the ledger; nothing runs. */
FXGIT_API fxgit_code fxgit_stamp(fxgit_project *project, const char *to,
                                 const fxgit_run_options *options, fxgit_report **out,
                                 fxgit_error **error);

/* The script of an upgrade from nothing to `to` (NULL: "heads"), without a database: a statement a
 * line, each with its semicolon, after a comment with its revision. Rule: DESIGN section 6. */
FXGIT_API fxgit_code fxgit_upgrade_sql(fxgit_project *project, const char *to, char **sql,
                                       fxgit_error **error);
/* The script of a downgrade from the heads; `to` as for fxgit_downgrade, not NULL. */
FXGIT_API fxgit_code fxgit_downgrade_sql(fxgit_project *project, const char *to, char **sql,
                                         fxgit_error **error);

/* The snapshots that were taken before rows were lost: absolute paths, oldest first. */
FXGIT_API fxgit_code fxgit_backups(fxgit_project *project, fxgit_texts **out, fxgit_error **error);
/* Puts a snapshot back in place of all of the database: `file` is one of fxgit_backups, its name
 * alone, or another path (relative to the project's folder); NULL: the newest. `restored` gets its
 * path. FXGIT_CONSENT: `yes` is false; FXGIT_REFUSED: there is none, or the target is protected;
 * FXGIT_USAGE: no such file. Rule: DESIGN section 9. */
FXGIT_API fxgit_code fxgit_restore(fxgit_project *project, const char *file, bool yes,
                                   char **restored, fxgit_error **error);

/* ---- a database that is there already ---- */

typedef struct fxgit_entity_file {
    const char *path; /* "entities/user.yml" */
    const char *text;
} fxgit_entity_file;

/* What a database holds, as entities: the same database gives the same texts. */
typedef struct fxgit_inspection fxgit_inspection;
/* One a table, by name. */
FXGIT_API size_t fxgit_inspection_count(const fxgit_inspection *inspection);
/* NULL when there are not so many. */
FXGIT_API const fxgit_entity_file *fxgit_inspection_at(const fxgit_inspection *inspection,
                                                       size_t i);
/* What entities do not hold: "virtual table search". Belongs to `inspection`. */
FXGIT_API const fxgit_texts *fxgit_inspection_left_alone(const fxgit_inspection *inspection);
FXGIT_API void fxgit_inspection_free(fxgit_inspection *inspection);

/* `write`: the files are written too, never over another text. FXGIT_REFUSED: a table has what
 * entities do not hold (all are named), or a file is there; FXGIT_DATABASE: it cannot be read.
 * Rule: DESIGN section 6 (inspect). */
FXGIT_API fxgit_code fxgit_inspect(fxgit_project *project, bool write, fxgit_inspection **out,
                                   fxgit_error **error);
/* Entities, a first revision that makes them, and the ledger stamped with it: after fxgit_init this
 * is `init --from-database`. `path` gets the revision's file. FXGIT_REFUSED: as above, or there are
 * revisions or entities already. On failure no file is left behind. */
FXGIT_API fxgit_code fxgit_adopt(fxgit_project *project, fxgit_inspection **out, char **path,
                                 fxgit_error **error);

/* What was done to a database from outside. */
typedef struct fxgit_drift fxgit_drift;
/* False: the database is what its revisions say. */
FXGIT_API bool fxgit_drift_differs(const fxgit_drift *drift);
/* The steps that were done. Belongs to `drift`. */
FXGIT_API const fxgit_changes *fxgit_drift_changes(const fxgit_drift *drift);
/* What is there and could not be compared, one line each. Belongs to `drift`. */
FXGIT_API const fxgit_texts *fxgit_drift_unheld(const fxgit_drift *drift);
FXGIT_API void fxgit_drift_free(fxgit_drift *drift);

/* Compares the database with the revisions of its ledger. FXGIT_DATABASE: it is not there or cannot
 * be read. Rule: DESIGN section 6 (drift). */
FXGIT_API fxgit_code fxgit_drift_read(fxgit_project *project, fxgit_drift **out,
                                      fxgit_error **error);
/* The script that takes the database back to its revisions; `reverse`: the one that was done. */
FXGIT_API fxgit_code fxgit_drift_sql(fxgit_project *project, bool reverse, char **sql,
                                     fxgit_error **error);

/* ---- a database as a whole ---- */

/* Who agreed. Nothing that cannot be taken back is done without. */
typedef struct fxgit_consent {
    size_t size;
    bool yes;              /* rows may be lost */
    const char *unprotect; /* also on the protected target of this name */
    bool take_over;        /* what other projects keep there goes, too */
} fxgit_consent;

typedef struct fxgit_table_rows {
    const char *table;
    long long rows;
} fxgit_table_rows;

typedef struct fxgit_dropped_summary {
    const char *database; /* the URL, without its password */
    bool existed;         /* false: there was nothing to do */
    long long rows;       /* of all its tables */
    size_t revisions;     /* that were applied there, of all projects */
} fxgit_dropped_summary;

/* What a database held when it was dropped. */
typedef struct fxgit_dropped fxgit_dropped;
FXGIT_API const fxgit_dropped_summary *fxgit_dropped_about(const fxgit_dropped *dropped);
/* Its tables, by name, without fxgit's own. */
FXGIT_API size_t fxgit_dropped_count(const fxgit_dropped *dropped);
FXGIT_API const fxgit_table_rows *fxgit_dropped_at(const fxgit_dropped *dropped, size_t i);
FXGIT_API void fxgit_dropped_free(fxgit_dropped *dropped);

/* An empty database; `created` is false when it was there. FXGIT_DATABASE: it cannot be made.
 * Rule: DESIGN section 6 (database). */
FXGIT_API fxgit_code fxgit_database_create(fxgit_project *project, bool *created,
                                           fxgit_error **error);
/* Drops it and all that is in it; no snapshot is taken. One that is not there is no failure.
 * FXGIT_CONSENT: `yes` or `unprotect` is not set. */
FXGIT_API fxgit_code fxgit_database_drop(fxgit_project *project, const fxgit_consent *consent,
                                         fxgit_dropped **out, fxgit_error **error);
/* Drops it and upgrades a new one to the heads. Revisions that do not run leave it as it is: they
 * are tried in scratch first. `report` gets the upgrade. */
FXGIT_API fxgit_code fxgit_database_reset(fxgit_project *project, const fxgit_consent *consent,
                                          fxgit_dropped **out, fxgit_report **report,
                                          fxgit_error **error);
/* Waits until it can be connected to, at most so long (0: one try). FXGIT_DATABASE, FXGIT_LOCKED:
 * what was in the way at last; FXGIT_USAGE: a negative time. */
FXGIT_API fxgit_code fxgit_database_wait(fxgit_project *project, int timeout_ms,
                                         fxgit_error **error);

/* Tables and foreign keys as a Mermaid erDiagram: the entities of the work tree (`commit` NULL) or
 * of a commit. FXGIT_INPUT: a wrong file; FXGIT_GIT: no such commit. */
FXGIT_API fxgit_code fxgit_diagram(fxgit_project *project, const char *commit, char **mermaid,
                                   fxgit_error **error);
/* The same of what the database holds. */
FXGIT_API fxgit_code fxgit_diagram_database(fxgit_project *project, char **mermaid,
                                            fxgit_error **error);

typedef struct fxgit_clear_options {
    size_t size;
    bool files;  /* the revision files */
    bool ledger; /* the rows of this project in the ledger */
    bool yes;    /* as in fxgit_consent */
    const char *unprotect;
} fxgit_clear_options;

typedef struct fxgit_kept_file {
    const char *path;
    const char *why; /* "is not a revision" */
} fxgit_kept_file;

/* What was forgotten. */
typedef struct fxgit_cleared fxgit_cleared;
/* Ids that the ledger had, in the order they were applied. Belongs to `cleared`, as the next. */
FXGIT_API const fxgit_texts *fxgit_cleared_revisions(const fxgit_cleared *cleared);
/* The files that were deleted. */
FXGIT_API const fxgit_texts *fxgit_cleared_files(const fxgit_cleared *cleared);
/* Files in the revisions' folder that were left. */
FXGIT_API size_t fxgit_cleared_kept_count(const fxgit_cleared *cleared);
FXGIT_API const fxgit_kept_file *fxgit_cleared_kept_at(const fxgit_cleared *cleared, size_t i);
FXGIT_API void fxgit_cleared_free(fxgit_cleared *cleared);

/* Forgets revisions; the database's tables and their rows stay. FXGIT_USAGE: neither `files` nor
 * `ledger`; FXGIT_CONSENT: `yes` or `unprotect` is not set. Rule: DESIGN section 6 (clear). */
FXGIT_API fxgit_code fxgit_clear(fxgit_project *project, const fxgit_clear_options *options,
                                 fxgit_cleared **out, fxgit_error **error);

/* ---- the gate ---- */

typedef struct fxgit_check_options {
    size_t size;
    bool staged;      /* the index, as pre-commit does */
    const char *base; /* what the merge base with this ref has is frozen; NULL: `frozen` refs */
    bool database;    /* also what is applied there; as `staged`, a target or a URL does */
    bool strict;      /* warnings are errors */
    bool prove;       /* run each new revision in scratch: up, down, up again, with rows */
} fxgit_check_options;

typedef struct fxgit_finding {
    bool error;            /* false: a warning */
    const char *rule;      /* "frozen-edited", ...: fixed for good */
    const char *file;      /* or NULL */
    size_t line;           /* from 1; 0: none */
    const char *revision;  /* or NULL */
    const char *title;     /* in a few words */
    const char *message;   /* in one line */
    const char *was, *now; /* the first difference, or NULL */
    const char *brought;   /* the commit that brought `was`, or NULL */
    const char *hint;      /* what to do, or NULL */
} fxgit_finding;

typedef struct fxgit_findings fxgit_findings;
/* By file, line and rule. */
FXGIT_API size_t fxgit_findings_count(const fxgit_findings *findings);
FXGIT_API const fxgit_finding *fxgit_findings_at(const fxgit_findings *findings, size_t i);
/* How many of them are errors: 0 is a pass. */
FXGIT_API size_t fxgit_findings_errors(const fxgit_findings *findings);
FXGIT_API void fxgit_findings_free(fxgit_findings *findings);

/* What is found is no failure of the call: FXGIT_OK and findings, wrong files among them.
 * FXGIT_USAGE, FXGIT_GIT: there is nothing to compare with (the base, a shallow clone).
 * Rule: DESIGN section 8. */
FXGIT_API fxgit_code fxgit_check(fxgit_project *project, const fxgit_check_options *options,
                                 fxgit_findings **out, fxgit_error **error);

/* ---- Git's hooks ---- */

typedef enum fxgit_hook_state {
    FXGIT_HOOK_ABSENT = 1,
    FXGIT_HOOK_INSTALLED,
    FXGIT_HOOK_CHAINED,  /* installed; the one that was there is called first */
    FXGIT_HOOK_OUTDATED, /* fxgit's, of another version */
    FXGIT_HOOK_OTHERS    /* somebody else's */
} fxgit_hook_state;

typedef struct fxgit_hook {
    const char *name; /* "pre-commit" */
    fxgit_hook_state state;
    const char *path; /* absolute */
} fxgit_hook;

typedef struct fxgit_hooks fxgit_hooks;
FXGIT_API size_t fxgit_hooks_count(const fxgit_hooks *hooks);
FXGIT_API const fxgit_hook *fxgit_hooks_at(const fxgit_hooks *hooks, size_t i);
FXGIT_API void fxgit_hooks_free(fxgit_hooks *hooks);

/* The hooks of the repository around `dir`; they need no project. FXGIT_GIT: there is no
 * repository. Rule: DESIGN section 7. */
FXGIT_API fxgit_code fxgit_hooks_status(const char *dir, fxgit_hooks **out, fxgit_error **error);
/* Installs them; a hook that was there is kept and called first. They run the fxgit on PATH, else
 * `program` (NULL: none): the library itself is no program that Git could run. `names` gets those
 * written. FXGIT_REFUSED: hooks come from outside of the repository (core.hooksPath), or a place is
 * taken. */
FXGIT_API fxgit_code fxgit_hooks_install(const char *dir, const char *program, fxgit_texts **names,
                                         fxgit_error **error);
/* Takes them out and puts the former ones back; `names` gets those removed. */
FXGIT_API fxgit_code fxgit_hooks_uninstall(const char *dir, fxgit_texts **names,
                                           fxgit_error **error);

/* ---- database URLs ---- */

/* A URL, taken apart and decoded. NULL: not given. */
typedef struct fxgit_url_parts {
    size_t size;
    const char *driver; /* "sqlite", "postgresql", "mysql", or an alias of theirs */
    const char *host;   /* a name, an address (IPv6 without brackets) or a socket's folder */
    const char *port;   /* digits */
    const char *username, *password;
    const char *database; /* its name; SQLite: the file's path, or ":memory:" */
    const char *charset;  /* "utf8mb4"; not for SQLite */
} fxgit_url_parts;

typedef struct fxgit_url fxgit_url;
/* Reads a URL. FXGIT_INPUT: what is wrong with it, never with its password. SQLite's path comes out
 * absolute: a relative one is relative to `dir` (NULL: the working directory); the URL itself stays
 * as it is. ${VAR} is not replaced. Rule: DESIGN section 3 (URLs), RFC 3986. */
FXGIT_API fxgit_code fxgit_url_read(const char *text, const char *dir, fxgit_url **out,
                                    fxgit_error **error);
/* Makes a URL of its parts: each is percent-encoded where it has to be, a path that is absolute
 * stays so, and what is NULL or empty is left out. FXGIT_INPUT: unknown driver, no database, no
 * host, a port that is no number. */
FXGIT_API fxgit_code fxgit_url_make(const fxgit_url_parts *parts, fxgit_url **out,
                                    fxgit_error **error);
/* Whole, with its password: what `database` in the options takes. */
FXGIT_API const char *fxgit_url_text(const fxgit_url *url);
/* With *** in place of the password, and of parameters that are not known to be harmless. */
FXGIT_API const char *fxgit_url_shown(const fxgit_url *url);
FXGIT_API const fxgit_url_parts *fxgit_url_parts_of(const fxgit_url *url);
FXGIT_API void fxgit_url_free(fxgit_url *url);

#ifdef __cplusplus
}
#endif

#endif
