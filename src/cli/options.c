#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fx/cli/command.h"

const fx_opt fx_global_options[] = {
    FX_VALUE(fx_globals, dir, 'C', "dir", "DIR", "run as if started in DIR"),
    FX_VALUE(fx_globals, config, 0, "config", "FILE", "this fxgit.yml"),
    FX_VALUE(fx_globals, target, 0, "target", "NAME", "the target of that name"),
    FX_VALUE(fx_globals, database, 0, "database", "URL", "this database"),
    FX_FLAG(fx_globals, json, 0, "json", "one JSON document as the result"),
    FX_VALUE(fx_globals, color, 0, "color", "WHEN", "auto, always or never"),
    FX_FLAG(fx_globals, quiet, 'q', "quiet", "nothing but results and errors"),
    FX_FLAG(fx_globals, verbose, 'v', "verbose", "show the SQL"),
    FX_FLAG(fx_globals, yes, 'y', "yes", "go on where rows would be lost"),
    FX_FLAG(fx_globals, no_input, 0, "no-input", "never ask"),
    FX_FLAG(fx_globals, help, 'h', "help", "this help"),
    FX_FLAG(fx_globals, version, 0, "version", "the version"),
    {0},
};

typedef struct parse {
    fx_arena *a;
    char **at; /* the next word */
    fx_globals *globals;
    fx_parsed *out;
    fx_error *err;
} parse;

static const fx_opt *find(const fx_opt *table, const char *name, size_t n)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (strlen(table->name) == n && strncmp(table->name, name, n) == 0)
            return table;
    }
    return NULL;
}

static const fx_opt *find_letter(const fx_opt *table, char letter)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (table->letter == letter)
            return table;
    }
    return NULL;
}

static bool unknown(parse *p, const char *word)
{
    const char *names[128], *near;
    size_t n = 0;
    const fx_opt *own = p->out->command == NULL ? NULL : p->out->command->options;

    for (const fx_opt *o = own; o != NULL && o->name != NULL; o++)
        names[n++] = o->name;
    for (const fx_opt *o = fx_global_options; o->name != NULL; o++)
        names[n++] = o->name;
    fx_fail(p->err, FX_USAGE, "unknown option %s", word);
    near = word[1] == '-' ? fx_nearest(word + 2, names, n) : NULL;
    if (near != NULL)
        return fx_hint(p->err, "did you mean --%s?", near);
    return fx_hint(p->err, "fxgit %s--help lists the options",
                   p->out->command == NULL ? "" : fx_fmt(p->a, "%s ", p->out->command->name));
}

static bool set_number(parse *p, const fx_opt *o, int *field, const char *value)
{
    char *end;
    long n = strtol(value, &end, 10);

    if (*value == '\0' || *end != '\0' || n < INT_MIN || n > INT_MAX)
        return fx_fail(p->err, FX_USAGE, "--%s takes a number, not '%s'", o->name, value);
    *field = (int)n;
    return true;
}

static bool set(parse *p, const fx_opt *o, void *options, const char *value)
{
    char *field = (char *)options + o->offset;

    switch (o->kind) {
    case FX_OPT_FLAG:
        *(bool *)(void *)field = true;
        return true;
    case FX_OPT_TEXT:
        *(const char **)(void *)field = value;
        return true;
    case FX_OPT_NUMBER:
        return set_number(p, o, (int *)(void *)field, value);
    default:
        *fx_push(p->a, (fx_strs *)(void *)field) = value;
        return true;
    }
}

static bool take(parse *p, const fx_opt *o, void *options, const char *value)
{
    if (o->kind == FX_OPT_FLAG && value != NULL)
        return fx_fail(p->err, FX_USAGE, "--%s takes no value", o->name);
    if (o->kind != FX_OPT_FLAG && value == NULL) {
        value = *p->at;
        if (value == NULL)
            return fx_fail(p->err, FX_USAGE, "--%s needs a value: %s", o->name, o->value);
        p->at++;
    }
    return set(p, o, options, value);
}

/* The option of the command, else the global one; *options is the struct it belongs to. */
static const fx_opt *choose(parse *p, const char *name, size_t n, char letter, void **options)
{
    const fx_opt *own = p->out->command == NULL ? NULL : p->out->command->options;
    const fx_opt *o = name != NULL ? find(own, name, n) : find_letter(own, letter);

    *options = p->out->options;
    if (o == NULL) {
        o = name != NULL ? find(fx_global_options, name, n)
                         : find_letter(fx_global_options, letter);
        *options = p->globals;
    }
    return o;
}

static bool long_option(parse *p, const char *word)
{
    const char *name = word + 2, *equals = strchr(name, '=');
    size_t n = equals == NULL ? strlen(name) : (size_t)(equals - name);
    void *options;
    const fx_opt *o = choose(p, name, n, 0, &options);

    if (o == NULL)
        return unknown(p, fx_strndup(p->a, word, n + 2));
    return take(p, o, options, equals == NULL ? NULL : equals + 1);
}

static bool letters(parse *p, const char *word)
{
    for (const char *c = word + 1; *c != '\0'; c++) {
        void *options;
        const fx_opt *o = choose(p, NULL, 0, *c, &options);

        if (o == NULL)
            return unknown(p, fx_fmt(p->a, "-%c", *c));
        if (o->kind != FX_OPT_FLAG)
            return take(p, o, options, c[1] == '\0' ? NULL : c + 1);
        if (!take(p, o, options, NULL))
            return false;
    }
    return true;
}

static bool unknown_command(parse *p, const char *word)
{
    const char *names[64], *near;
    size_t n = 0;

    for (size_t i = 0; n < 64 && fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden)
            names[n++] = fx_commands[i]->name;
    }
    near = fx_nearest(word, names, n);
    fx_fail(p->err, FX_USAGE, "unknown command '%s'", word);
    return near == NULL ? fx_hint(p->err, "fxgit --help lists the commands")
                        : fx_hint(p->err, "did you mean %s?", near);
}

/* "install, uninstall or status": the second words of a group. */
static const char *second_words(parse *p, const char *group)
{
    fx_str s = {.arena = p->a};
    fx_strs words = {0};
    size_t n = strlen(group);

    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        const char *name = fx_commands[i]->name;

        if (fx_starts(name, group) && name[n] == ' ')
            *fx_push(p->a, &words) = name + n + 1;
    }
    for (size_t i = 0; i < words.n; i++)
        fx_str_addf(&s, "%s%s", i == 0 ? "" : i + 1 == words.n ? " or " : ", ", words.at[i]);
    return fx_str_text(&s);
}

/* One word, or two: "hooks install". */
static bool command(parse *p, const char *word)
{
    const char *two = *p->at == NULL ? word : fx_fmt(p->a, "%s %s", word, *p->at);
    bool group = false;

    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        const fx_command *c = fx_commands[i];

        group = group || (fx_starts(c->name, word) && c->name[strlen(word)] == ' ');
        if (!fx_same(c->name, word) && !fx_same(c->name, two))
            continue;
        p->at += fx_same(c->name, two) && !fx_same(two, word);
        p->out->command = c;
        p->out->options = fx_alloc(p->a, c->options_size + 1);
        return true;
    }
    if (!group)
        return unknown_command(p, word);
    fx_fail(p->err, FX_USAGE, "%s: which? %s", word, second_words(p, word));
    return fx_hint(p->err, "fxgit --help lists the commands");
}

/* -1 and -12 are arguments (downgrade -1), as is a lone -. */
static bool is_argument(const char *word)
{
    return word[0] != '-' || word[1] == '\0' || (word[1] >= '0' && word[1] <= '9');
}

static bool one(parse *p, const char *word, bool *only_arguments)
{
    if (!*only_arguments && fx_same(word, "--")) {
        *only_arguments = true;
        return true;
    }
    if (*only_arguments || is_argument(word)) {
        if (p->out->command == NULL)
            return command(p, word);
        *fx_push(p->a, &p->out->args) = word;
        return true;
    }
    return word[1] == '-' ? long_option(p, word) : letters(p, word);
}

static bool count_arguments(parse *p)
{
    const fx_command *c = p->out->command;
    size_t n = p->out->args.n;

    if (c == NULL || p->globals->help || (n >= c->args_min && n <= c->args_max))
        return true;
    if (n > c->args_max)
        fx_fail(p->err, FX_USAGE, "%s: unexpected argument '%s'", c->name,
                p->out->args.at[c->args_max]);
    else
        fx_fail(p->err, FX_USAGE, "%s: an argument is missing: %s", c->name, c->args);
    return fx_hint(p->err, "fxgit %s --help", c->name);
}

bool fx_options_parse(fx_arena *a, int argc, char **argv, fx_globals *globals, fx_parsed *out,
                      fx_error *err)
{
    parse p = {a, argv + (argc > 0), globals, out, err};
    bool only_arguments = false;

    *out = (fx_parsed){0};
    while (*p.at != NULL) {
        const char *word = *p.at++;
        /* what git gives to a hook is the hook's own */
        if (out->command != NULL && fx_same(out->command->name, "hook"))
            only_arguments = true;
        if (!one(&p, word, &only_arguments))
            return false;
    }
    return count_arguments(&p);
}
