#include "fx/migrate/rules.h"

#include <stddef.h>

#include "fx/base/str.h"

/* clang-format off */
const fx_rule fx_rules[] = {
    {"frozen-edited", false, "A frozen revision was edited.",
     "Databases that have it do not get the edit. Restore the file and write a new revision: change the "
     "entities, then commit or run `fxgit new`. Where the text itself was wrong, `fxgit amend REV --reason "
     "TEXT` mends it for all to see."},
    {"frozen-deleted", false, "A frozen revision was deleted.",
     "Databases that have it could not be told from damaged ones. Take the file back. To undo what it did, "
     "let the entities go back as well and run `fxgit new`: that writes its inverse."},
    {"frozen-reidentified", false, "A frozen revision got another id.",
     "Databases know it by its id, and would apply it again. Take the old id back."},
    {"frozen-twice", false, "A frozen revision has a second file.",
     "Which of them is run would depend on their names. Delete the one that is new."},
    {"replaces", false, "A revision replaces others that are there, or did something else.",
     "Databases that have those take it without a statement. Write it with `fxgit squash`, and delete the "
     "files of those."},
    {"frozen-ref", false, "A push changes what is kept of a deleted frozen branch.",
     "What it had stays frozen. If it may go, a person takes the ref away on the server."},
    {"unborn-head", true, "HEAD of the server names no branch.",
     "Nobody can say which branch is the default one, so each is frozen: `git symbolic-ref HEAD "
     "refs/heads/main` there."},
    {"frozen-project", false, "The fxgit.yml of frozen revisions is gone.",
     "Nothing would watch over them any more. Take the file back."},
    {"frozen-cosmetic", true, "Comments and blanks in the SQL of a frozen revision changed.",
     "Databases that have it are not touched. Restore the file unless that is what you want."},
    {"frozen-mended", true, "A frozen revision was mended with a reason.",
     "Its `was:` lists the text that it stands for. Look whether the reason is a good one."},
    {"applied-edited", false, "A revision that the database has was edited.",
     "That database does not get the edit. Change the entities and commit: fxgit writes a new revision. Or "
     "undo it first: `fxgit downgrade REV^`."},
    {"no-ledger", true, "The database could not be asked what it has.",
     "Edits of revisions that it has go unnoticed until it answers."},
    {"note", true, "A note in refs/notes/fxgit says something else than its commit.",
     "Somebody's slip, or trick. Make it anew: `fxgit notes backfill`."},
    {"target-record", true, "The record of a target in refs/fxgit/env cannot be read.",
     "What that target runs is not known. Get it anew: `fxgit env fetch`, or delete the ref."},
    {"two-heads", false, "Revisions have several heads.",
     "Nobody can tell what comes last. Join them and commit the file: `fxgit merge`."},
    {"two-heads-joined", true, "Joined with the base, revisions will have several heads.",
     "Rebase, then put the new revisions behind the base's: `fxgit restack`. Or join the heads after the merge: "
     "`fxgit merge`."},
    {"graph", false, "Revisions do not fit together.",
     "A parent is missing, revisions follow each other in a circle, or two files have one id."},
    {"unreadable", false, "A revision file cannot be read.",
     "Conflict markers, or text that is no revision: `fxgit show REV` prints a good one."},
    {"entities", false, "Entities cannot be read.",
     "A table that cannot be read is never taken for a dropped one: mend its file."},
    {"not-covered", false, "Entities have what no revision makes.",
     "Run `fxgit new`, then add and commit the file that it writes."},
    {"replay", false, "A revision does not apply to what is before it.",
     "It names a table, column or key that is not there, or is there already."},
    {"downgrade", false, "A downgrade does not lead back.",
     "Undo each step of the upgrade in the opposite order, or write `irreversible: reason`."},
    {"no-state", false, "SQL changes tables and does not say how.",
     "Write the steps that it stands for below `state:`, or `state: []` if entities do not hold it."},
    {"not-translated", true, "A step refuses to run.",
     "It stands for what an import could not translate. Write the SQL that does the same in its place."},
    {"dialect", false, "A dialect of the project cannot run it.",
     "fxgit.yml lists the dialects that revisions must serve."},
    {"loses", true, "A new revision destroys values.",
     "Look whether it should. Where no snapshot is kept, or the target is protected, it asks for --yes unless a person "
     "wrote why beside it: `loses: {post.body: REASON}`; with a reason this is a notice, which --strict lets pass."},
    {"prove-fails", false, "A revision does not run in scratch.",
     "The message has the engine's words."},
    {"prove-up", false, "An upgrade does not do what its steps say.",
     "The `state:` of its SQL differs from what the SQL does."},
    {"prove-down", false, "A downgrade does not do what its steps say.",
     "The `state:` of its SQL differs from what the SQL does."},
    {"prove-loses", false, "An upgrade and its downgrade lose rows without saying so.",
     "Write what does not come back into `loses:`."},
    {"prove-nowhere", true, "There is no database to prove revisions in.",
     "Give the project one: `database:` in fxgit.yml, or --target NAME."},
    {0},
};
/* clang-format on */

const fx_rule *fx_rule_find(const char *id)
{
    const fx_rule *r = fx_rules;

    while (r->id != NULL && !fx_same(r->id, id))
        r++;
    return r->id == NULL ? NULL : r;
}
