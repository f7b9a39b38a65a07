/*
 * Shown: a text that somebody else wrote, as a terminal or a log may have it. What would move the
 * cursor, colour, hide, turn round or end a line is written out (\x1b, \u202e), and so are bytes
 * that are no UTF-8, and what a log of CI takes for a command (##[...], ##vso[...]).
 * A text that has nothing of it comes back as it is; a shown text shown again stays the same.
 */
#ifndef FX_BASE_SHOWN_H
#define FX_BASE_SHOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "fx/base/arena.h"

const char *fx_shown_line(fx_arena *a, const char *text); /* on one line: line ends are \x0a */
const char *fx_shown_text(fx_arena *a, const char *text); /* line ends and tabs stay */

/* The character at `at`: how many bytes it has; 0 when they are no UTF-8. */
size_t fx_utf8(const char *at, uint32_t *code);
/* Of C0, DEL or C1, one that ends a line, or one that turns the direction of writing. */
bool fx_is_control(uint32_t code);

#endif
