/* Works in the bash 3.2 of macOS, and without the package bash-completion. */
#include <string.h>

#include "completion.h"

static const char *const kinds[] = {"value", "file", "dir", "ref"};

/* compgen -W would run what is in the name of a branch: $(...). */
static const char body[] =
    "_fxgit_values() { # KIND BEGINNING\n"
    "    local ref\n"
    "\n"
    "    case $1 in\n"
    "    file) compgen -f -- \"$2\" ;;\n"
    "    dir) compgen -d -- \"$2\" ;;\n"
    "    ref)\n"
    "        git for-each-ref --format='%(refname:short)' 2>/dev/null |\n"
    "            while IFS= read -r ref; do\n"
    "                [ \"${ref#\"$2\"}\" = \"$ref\" ] && [ -n \"$2\" ] || printf '%q\\n' \"$ref\"\n"
    "            done\n"
    "        ;;\n"
    "    esac\n"
    "}\n"
    "\n"
    "_fxgit() {\n"
    "    local command='' kind='' word i=1 only='' cur=\"${COMP_WORDS[COMP_CWORD]}\"\n"
    "\n"
    "    COMPREPLY=()\n"
    "    while ((i < COMP_CWORD)); do\n"
    "        word=\"${COMP_WORDS[i]}\"\n"
    "        i=$((i + 1))\n"
    "        if [ -n \"$kind\" ]; then\n"
    "            [ \"$word\" = = ] || kind=''\n"
    "        elif [ \"$word\" = -- ]; then\n"
    "            only=1\n"
    "        elif [ -z \"$only\" ] && [ \"${word#-}\" != \"$word\" ]; then\n"
    "            kind=$(_fxgit_takes \"$command\" \"$word\")\n"
    "        elif [ -z \"$command\" ]; then\n"
    "            command=$word\n"
    "        elif _fxgit_is_command \"$command $word\"; then\n"
    "            command=\"$command $word\"\n"
    "        fi\n"
    "    done\n"
    "    [ \"$cur\" != = ] || cur=''\n"
    "    if [ -z \"$kind\" ] && [ -z \"$only\" ] && [ \"${cur#-}\" != \"$cur\" ]; then\n"
    "        COMPREPLY=($(compgen -W \"$(_fxgit_options \"$command\")\" -- \"$cur\"))\n"
    "        return\n"
    "    fi\n"
    "    if [ -z \"$kind\" ]; then\n"
    "        COMPREPLY=($(compgen -W \"$(_fxgit_words \"$command\")\" -- \"$cur\"))\n"
    "        kind=$(_fxgit_arguments \"$command\")\n"
    "    fi\n"
    "    while IFS= read -r word; do\n"
    "        COMPREPLY+=(\"$word\")\n"
    "    done < <(_fxgit_values \"$kind\" \"$cur\")\n"
    "    case $kind in file | dir) compopt -o filenames 2>/dev/null || : ;; esac\n"
    "}\n"
    "complete -F _fxgit fxgit\n";

static const char *quoted(const fx_str *s, const char *text)
{
    return completion_quoted(s->arena, text, "'\\''");
}

static void begin(fx_str *s, const char *name, const char *on)
{
    fx_str_addf(s, "%s() {\n    case %s in\n", name, on);
}

static void end(fx_str *s)
{
    fx_str_add(s, "    esac\n}\n\n");
}

static void option_names(fx_str *s, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (table->letter != 0)
            fx_str_addf(s, "-%c ", table->letter);
        fx_str_addf(s, "--%s ", table->name);
    }
}

static void options(fx_str *s)
{
    begin(s, "_fxgit_options", "$1");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (fx_commands[i]->hidden || fx_commands[i]->options == NULL)
            continue;
        fx_str_addf(s, "    %s) echo '", quoted(s, fx_commands[i]->name));
        option_names(s, fx_commands[i]->options);
        fx_str_add(s, "' ;;\n");
    }
    fx_str_add(s, "    esac\n    echo '");
    option_names(s, fx_global_options);
    fx_str_add(s, "'\n}\n\n");
}

/* `command` is in quotes already, or * for any. */
static void takes_rows(fx_str *s, const char *command, const fx_opt *table)
{
    for (; table != NULL && table->name != NULL; table++) {
        if (table->kind == FX_OPT_FLAG)
            continue;
        fx_str_add(s, "    ");
        if (table->letter != 0)
            fx_str_addf(s, "%s' -%c' | ", command, table->letter);
        fx_str_addf(s, "%s' --%s') echo %s ;;\n", command, table->name,
                    kinds[completion_value(table->value)]);
    }
}

static void takes(fx_str *s)
{
    begin(s, "_fxgit_takes", "\"$1 $2\"");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden)
            takes_rows(s, quoted(s, fx_commands[i]->name), fx_commands[i]->options);
    }
    takes_rows(s, "*", fx_global_options);
    end(s);
}

static void words(fx_str *s)
{
    completion_words all = completion_all_words(s->arena);

    fx_str_add(s, "_fxgit_words() {\n");
    fx_each (const completion_word, w, &all) {
        fx_str_addf(s, "    [ \"$1\" != %s ] || echo %s\n", quoted(s, w->before),
                    quoted(s, w->word));
    }
    fx_str_add(s, "}\n\n");
}

static void commands(fx_str *s)
{
    begin(s, "_fxgit_is_command", "$1");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        if (!fx_commands[i]->hidden && strchr(fx_commands[i]->name, ' ') != NULL)
            fx_str_addf(s, "    %s) return 0 ;;\n", quoted(s, fx_commands[i]->name));
    }
    fx_str_add(s, "    *) return 1 ;;\n");
    end(s);
    begin(s, "_fxgit_arguments", "$1");
    for (size_t i = 0; fx_commands[i] != NULL; i++) {
        completion_kind kind = completion_value(fx_commands[i]->args);

        if (!fx_commands[i]->hidden && kind != COMPLETE_NOTHING)
            fx_str_addf(s, "    %s) echo %s ;;\n", quoted(s, fx_commands[i]->name), kinds[kind]);
    }
    end(s);
}

void completion_bash(fx_str *s)
{
    fx_str_add(s, "# bash completion for fxgit; made by: fxgit completion bash\n\n");
    options(s);
    takes(s);
    words(s);
    commands(s);
    fx_str_add(s, body);
}
