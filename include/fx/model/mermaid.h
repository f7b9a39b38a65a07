/*
 * Mermaid: a schema as an entity-relationship diagram
 * (https://mermaid.js.org/syntax/entityRelationshipDiagram.html).
 */
#ifndef FX_MODEL_MERMAID_H
#define FX_MODEL_MERMAID_H

#include "fx/model/schema.h"

/* Pure and deterministic; ends with a newline. Names that Mermaid cannot hold are made safe, with
 * the real one as the column's comment. */
const char *fx_mermaid(fx_arena *a, const fx_schema *s);

#endif
