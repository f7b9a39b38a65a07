#include <string.h>

#include "completion.h"

static const char *const values[] = {" -x", " -r -F", " -x -a '(__fish_complete_directories)'",
                                     " -x -a '(__fxgit_refs)'"};

static const char *quoted(const fx_str *s, const char *text)
{
    fx_str doubled = {.arena = s->arena};

    for (; *text != '\0'; text++) {
        if (*text == '\\')
            fx_str_addc(&doubled, '\\');
        fx_str_addc(&doubled, *text);
    }
    return completion_quoted(s->arena, fx_str_text(&doubled), "\\'");
}

/* "complete ..." up to the condition; NULL: whatever the command. */
static void begin(fx_str *s, const char *command)
{
    fx_str_add(s, "complete -c fxgit");
    if (command != NULL)
        fx_str_addf(s, " -n %s", quoted(s, fx_fmt(s->arena, "__fxgit_is \"%s\"", command)));
}

static void option_rows(fx_str *s, const char *command, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        begin(s, command);
        if (table->letter != 0)
            fx_str_addf(s, " -s %c", table->letter);
        fx_str_addf(s, " -l %s%s -d %s\n", table->name,
                    table->kind == FX_OPT_FLAG ? "" : values[completion_value(table->value)],
                    quoted(s, table->help));
    }
}

static void takes_rows(fx_str *s, const char *command, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (table->kind == FX_OPT_FLAG)
            continue;
        if (table->letter != 0)
            fx_str_addf(s, " '%s -%c'", command, table->letter);
        fx_str_addf(s, " '%s --%s'", command, table->name);
    }
}

static void functions(fx_str *s)
{
    fx_str_add(s, "function __fxgit_takes\n    switch $argv[1]\n        case");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden)
            takes_rows(s, fx_commands[i]->name, fx_commands[i]->options);
    }
    takes_rows(s, "*", fx_global_options);
    fx_str_add(s, "\n            return 0\n    end\n    return 1\nend\n\n"
                  "function __fxgit_is_command\n    contains -- $argv[1]");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden && strchr(fx_commands[i]->name, ' ') != NULL)
            fx_str_addf(s, " %s", quoted(s, fx_commands[i]->name));
    }
    fx_str_add(s, "\nend\n\n");
}

static const char body[] = "function __fxgit_refs\n"
                           "    git for-each-ref --format='%(refname:short)' 2>/dev/null\n"
                           "end\n"
                           "\n"
                           "function __fxgit_is\n"
                           "    set -l found ''\n"
                           "    set -l skip ''\n"
                           "    set -l only ''\n"
                           "    set -l typed (commandline -opc)\n"
                           "    set -e typed[1]\n"
                           "    for word in $typed\n"
                           "        if test -n \"$skip\"\n"
                           "            set skip ''\n"
                           "        else if test \"$word\" = --\n"
                           "            set only 1\n"
                           "        else if test -z \"$only\"; and string match -q -- '-*' $word\n"
                           "            __fxgit_takes \"$found $word\"; and set skip 1\n"
                           "        else if test -z \"$found\"\n"
                           "            set found $word\n"
                           "        else if __fxgit_is_command \"$found $word\"\n"
                           "            set found \"$found $word\"\n"
                           "        end\n"
                           "    end\n"
                           "    test \"$found\" = \"$argv[1]\"\n"
                           "end\n"
                           "\n"
                           "complete -c fxgit -f\n";

static void words(fx_str *s)
{
    completion_words all = completion_all_words(s->arena);

    fx_each (const completion_word, w, &all) {
        begin(s, w->before);
        fx_str_addf(s, " -a %s", quoted(s, w->word));
        if (*w->help != '\0')
            fx_str_addf(s, " -d %s", quoted(s, w->help));
        fx_str_addc(s, '\n');
    }
}

static void arguments(fx_str *s, const fx_command *c)
{
    completion_kind kind = completion_value(c->args);

    if (kind == COMPLETE_NOTHING)
        return;
    begin(s, c->name);
    /* without -x and -r: these are arguments, not the value of an option */
    fx_str_add(s, kind == COMPLETE_FILE  ? " -F"
                  : kind == COMPLETE_DIR ? " -a '(__fish_complete_directories)'"
                                         : " -a '(__fxgit_refs)'");
    fx_str_addc(s, '\n');
}

void completion_fish(fx_str *s)
{
    fx_str_add(s, "# fish completion for fxgit; made by: fxgit completion fish\n\n");
    functions(s);
    fx_str_add(s, body);
    words(s);
    option_rows(s, NULL, fx_global_options);
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (fx_commands[i]->hidden)
            continue;
        option_rows(s, fx_commands[i]->name, fx_commands[i]->options);
        arguments(s, fx_commands[i]);
    }
}
