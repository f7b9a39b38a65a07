/*
 * Completion: what the shells' files share.
 */
#ifndef FX_CLI_COMPLETION_H
#define FX_CLI_COMPLETION_H

#include "fx/base/str.h"
#include "fx/cli/command.h"

typedef enum { COMPLETE_NOTHING, COMPLETE_FILE, COMPLETE_DIR, COMPLETE_REF } completion_kind;

typedef struct completion_word { /* a word that may follow */
    const char *before;          /* the command so far: "", "hooks", "completion" */
    const char *word;
    bool group;       /* the first word of several commands, and none by itself */
    const char *help; /* "": none */
} completion_word;
typedef FX_VEC(completion_word) completion_words;

/* Commands, their second words, and arguments that are said to be one of several words. */
completion_words completion_all_words(fx_arena *a);
/* The words in small letters: head and heads of "[REV|+N|head|heads]". */
fx_strs completion_choices(fx_arena *a, const fx_command *c);
/* What help calls a value or the arguments tells what they are: "FILE", "[COMMIT]". */
completion_kind completion_value(const char *name);
/* In single quotes; `quote`: how the shell writes one inside. */
const char *completion_quoted(fx_arena *a, const char *text, const char *quote);

void completion_bash(fx_str *s);
void completion_zsh(fx_str *s);
void completion_fish(fx_str *s);

#endif
