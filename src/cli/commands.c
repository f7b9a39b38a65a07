#include "fx/cli/command.h"

/* One file each; the order is that of help. */
/* clang-format off */
#define COMMANDS(X)                                                                            \
    X(init) X(new) X(diff) X(upgrade) X(downgrade) X(sync) X(status) X(current) X(heads)       \
    X(list) X(log) X(show) X(check) X(merge) X(restack) X(squash) X(amend) X(delete) X(stamp) X(inspect) X(drift) X(restore)          \
    X(database_create) X(database_drop) X(database_reset) X(database_wait)                     \
    X(database_diagram) X(lock_status) X(trust) X(resume) X(clear) X(import_alembic)                                                               \
    X(notes_backfill) X(notes_verify) X(notes_push) X(notes_fetch)  \
    X(env_log) X(env_show) X(env_push) X(env_fetch)  \
    X(hooks_install) X(hooks_uninstall) X(hooks_status) X(hook) X(doctor)                      \
    X(completion) X(man)
/* clang-format on */

#define X(name) extern const fx_command fx_##name##_command;
COMMANDS(X)
#undef X

const fx_command *const fx_commands[] = {
#define X(name) &fx_##name##_command,
    COMMANDS(X)
#undef X
        NULL,
};
