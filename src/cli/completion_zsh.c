#include <string.h>

#include "completion.h"

static const char *const actions[] = {" ", "_files", "_files -/", "_fxgit_refs"};

static const char body[] =
    "_fxgit_refs() {\n"
    "    local -a refs\n"
    "\n"
    "    refs=(${(f)\"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)\"})\n"
    "    compadd -a refs\n"
    "}\n"
    "\n"
    "_fxgit() {\n"
    "    local command='' word only='' skip=''\n"
    "    local -a options global\n"
    "    local -i i\n"
    "\n"
    "    for ((i = 2; i < CURRENT; i++)); do\n"
    "        word=$words[i]\n"
    "        if [[ -n $skip ]]; then\n"
    "            skip=''\n"
    "        elif [[ $word == -- ]]; then\n"
    "            only=1\n"
    "        elif [[ -z $only && $word == -* ]]; then\n"
    "            _fxgit_takes \"$command $word\" && skip=1\n"
    "        elif [[ -z $command ]]; then\n"
    "            command=$word\n"
    "        elif _fxgit_is_command \"$command $word\"; then\n"
    "            command=\"$command $word\"\n"
    "        fi\n"
    "    done\n"
    "    _fxgit_options \"$command\"\n"
    "    _arguments -s -S : $options $global '*: :_fxgit_words'\n"
    "}\n"
    "\n"
    "if [[ $funcstack[1] == _fxgit ]]; then\n"
    "    _fxgit \"$@\"\n"
    "else\n"
    "    compdef _fxgit fxgit\n"
    "fi\n";

static const char *quoted(const fx_str *s, const char *text)
{
    return completion_quoted(s->arena, text, "'\\''");
}

/* With a backslash before each sign of `signs`. */
static const char *escaped(fx_arena *a, const char *text, const char *signs)
{
    fx_str s = {.arena = a};

    for (; *text != '\0'; text++) {
        if (strchr(signs, *text) != NULL)
            fx_str_addc(&s, '\\');
        fx_str_addc(&s, *text);
    }
    return fx_str_text(&s);
}

/* A row of _arguments; `exclude`: what may not stand beside it. */
static void option(fx_str *s, const fx_opt *o, const char *exclude, const char *name,
                   const char *joint)
{
    fx_arena *a = s->arena;
    const char *help = escaped(a, o->help, "\\[]:");
    const char *value = "";

    if (o->kind != FX_OPT_FLAG)
        value =
            fx_fmt(a, ":%s:%s", escaped(a, o->value, "\\:"), actions[completion_value(o->value)]);
    fx_str_addf(s, "        %s\n",
                quoted(s, fx_fmt(a, "%s%s%s[%s]%s", exclude, name,
                                 o->kind == FX_OPT_FLAG ? "" : joint, help, value)));
}

static void option_rows(fx_str *s, const fx_opt *table)
{
    fx_arena *a = s->arena;

    for (; table != NULL && table->name != NULL; table++) {
        const char *name = fx_fmt(a, "--%s", table->name);
        const char *letter = table->letter == 0 ? NULL : fx_fmt(a, "-%c", table->letter);
        const char *both = letter == NULL ? name : fx_fmt(a, "%s %s", letter, name);
        const char *exclude = table->kind == FX_OPT_LIST ? "*" : fx_fmt(a, "(%s)", both);

        if (letter != NULL)
            option(s, table, exclude, letter, "+");
        option(s, table, exclude, name, "=");
    }
}

static void options(fx_str *s)
{
    fx_str_add(s, "_fxgit_options() {\n    global=(\n");
    option_rows(s, fx_global_options);
    fx_str_add(s, "    )\n    case $1 in\n");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (fx_commands[i]->hidden || fx_commands[i]->options == NULL)
            continue;
        fx_str_addf(s, "    %s) options=(\n", quoted(s, fx_commands[i]->name));
        option_rows(s, fx_commands[i]->options);
        fx_str_add(s, "    ) ;;\n");
    }
    fx_str_add(s, "    esac\n}\n\n");
}

static void takes_rows(fx_str *s, const char *command, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (table->kind == FX_OPT_FLAG)
            continue;
        if (table->letter != 0)
            fx_str_addf(s, "    %s' -%c') return 0 ;;\n", command, table->letter);
        fx_str_addf(s, "    %s' --%s') return 0 ;;\n", command, table->name);
    }
}

static void commands(fx_str *s)
{
    fx_str_add(s, "_fxgit_takes() {\n    case $1 in\n");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden)
            takes_rows(s, quoted(s, fx_commands[i]->name), fx_commands[i]->options);
    }
    takes_rows(s, "*", fx_global_options);
    fx_str_add(s, "    esac\n    return 1\n}\n\n_fxgit_is_command() {\n    case $1 in\n");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden && strchr(fx_commands[i]->name, ' ') != NULL)
            fx_str_addf(s, "    %s) return 0 ;;\n", quoted(s, fx_commands[i]->name));
    }
    fx_str_add(s, "    esac\n    return 1\n}\n\n");
}

static void words(fx_str *s)
{
    completion_words all = completion_all_words(s->arena);

    fx_str_add(s, "_fxgit_words() {\n    local -a next\n\n");
    fx_each (const completion_word, w, &all) {
        const char *help = *w->help == '\0' ? "" : fx_fmt(s->arena, ":%s", w->help);

        fx_str_addf(s, "    [[ $command != %s ]] || next+=(%s)\n", quoted(s, w->before),
                    quoted(s, fx_fmt(s->arena, "%s%s", w->word, help)));
    }
    fx_str_add(s,
               "    (( $#next == 0 )) || _describe -t words 'word' next\n    case $command in\n");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        completion_kind kind = completion_value(fx_commands[i]->args);

        if (!fx_commands[i]->hidden && kind != COMPLETE_NOTHING)
            fx_str_addf(s, "    %s) %s ;;\n", quoted(s, fx_commands[i]->name), actions[kind]);
    }
    fx_str_add(s, "    esac\n}\n\n");
}

void completion_zsh(fx_str *s)
{
    fx_str_add(s, "#compdef fxgit\n# zsh completion for fxgit; made by: fxgit completion zsh\n\n");
    options(s);
    commands(s);
    words(s);
    fx_str_add(s, body);
}
