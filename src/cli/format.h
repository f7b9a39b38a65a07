/*
 * Format: printf for people. What the format says is ours; each %s is somebody else's and is shown
 * on one line (fx/base/shown.h). Private to src/cli/output.c.
 */
#ifndef FX_CLI_FORMAT_H
#define FX_CLI_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>

#include "fx/base/arena.h"

/* Knows %s, %c, %d, %u, %x with flags, width, precision and l, ll, z; aborts at any other.
 * Without `color`, FX_PAINT in the format leaves no trace. */
const char *format_shown(fx_arena *a, bool color, const char *fmt, va_list ap);

#endif
