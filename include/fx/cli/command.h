/*
 * Command: one row and one file a subcommand. Parsing, help, "did you mean"
 * and the command list are made from these rows; nothing else knows an option's name.
 */
#ifndef FX_CLI_COMMAND_H
#define FX_CLI_COMMAND_H

#include "fx/base/json.h"
#include "fx/migrate/check.h"
#include "fx/migrate/generate.h"
#include "fx/migrate/run.h"

typedef enum { FX_OPT_FLAG, FX_OPT_TEXT, FX_OPT_NUMBER, FX_OPT_LIST } fx_opt_kind;

typedef struct fx_opt {
    const char *name; /* "dry-run"; NULL ends the table */
    char letter;      /* 0: none */
    fx_opt_kind kind;
    size_t offset;     /* in the command's options struct: bool, const char *, int, fx_strs */
    const char *value; /* what --help calls the value: "REV" */
    const char *help;
} fx_opt;

typedef struct fx_globals { /* options every command takes */
    const char *dir, *config, *target, *database, *color;
    bool json, quiet, verbose, yes, no_input, help, version;
} fx_globals;

typedef struct fx_app { /* what a command gets */
    fx_arena *arena;
    fx_globals globals;
    fx_workspace ws;  /* opened by the dispatcher: FX_NEEDS_WORKSPACE */
    bool is_terminal; /* somebody can be asked */
    int status;       /* exit status when run() returned true (findings: 1) */
    bool acted;       /* it is done, even when what is said about it cannot be written */
} fx_app;

enum { FX_NEEDS_NOTHING = 0, FX_NEEDS_WORKSPACE = 1 };

typedef struct fx_command {
    const char *name;    /* "hooks install" has two words */
    const char *args;    /* "[REV]" */
    const char *summary; /* one line */
    const char *help;    /* further lines, or NULL */
    int needs;
    bool hidden;           /* not in help and completion: for packagers */
    bool acts;             /* what it prints is not what it is for: something is changed */
    const fx_opt *options; /* NULL: none of its own */
    size_t options_size;   /* of the struct that offsets point into */
    size_t args_min, args_max;
    bool (*run)(fx_app *app, const void *options, const fx_strs *args, fx_error *err);
} fx_command;

extern const fx_command *const fx_commands[]; /* ends with NULL; in the order of help */
extern const fx_opt fx_global_options[];

#define FX_FLAG(T, field, letter, name, help)                     \
    {                                                             \
        name, letter, FX_OPT_FLAG, offsetof(T, field), NULL, help \
    }
#define FX_VALUE(T, field, letter, name, value, help)              \
    {                                                              \
        name, letter, FX_OPT_TEXT, offsetof(T, field), value, help \
    }
#define FX_NUMBER(T, field, letter, name, value, help)               \
    {                                                                \
        name, letter, FX_OPT_NUMBER, offsetof(T, field), value, help \
    }
#define FX_LIST(T, field, letter, name, value, help)               \
    {                                                              \
        name, letter, FX_OPT_LIST, offsetof(T, field), value, help \
    }

/* Parses the words after the program's name. */
typedef struct fx_parsed {
    const fx_command *command; /* NULL: none was named */
    void *options;
    fx_strs args;
} fx_parsed;
bool fx_options_parse(fx_arena *a, int argc, char **argv, fx_globals *globals, fx_parsed *out,
                      fx_error *err) FX_CHECK;

/* Help texts, made from the rows. */
extern const char fx_help_exit[]; /* what each exit status means */
void fx_help_all(fx_app *app);
void fx_help_command(fx_app *app, const fx_command *c);

#endif
