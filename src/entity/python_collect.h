/*
 * Which tables there are: what the files that find them share.
 */
#ifndef ENTITY_PYTHON_COLLECT_H
#define ENTITY_PYTHON_COLLECT_H

#include "python.h"

typedef enum { NO_TABLE, SQLMODEL, DECLARATIVE } py_style;

/* ---- python_style.c: which classes are tables, and by whose rules ---- */

bool py_is_table(py_project *p, const py_value *class_, py_style *how);
/* The nearest table that the class derives from; NULL: none. */
const py_value *py_parent_table(py_project *p, const py_value *class_);
/* Does it say a table of its own, itself or by a mixin? */
bool py_has_own_table(py_project *p, const py_value *class_);
/* __tablename__, __table_args__: what they are for the class; NULL: not given. */
const py_value *py_special(py_project *p, const py_value *class_, const char *name);
bool py_is_flask_table(py_project *p, const py_value *class_); /* it derives from db.Model */
bool py_is_maker(const py_value *v);                           /* declarative_base() and the like */
/* A base whose columns are not in the source: of a library that is not known to have none. */
bool py_may_bring(const py_value *base);

/* A class of SQLAlchemy's declarative mapping, or what such classes derive from. */
bool py_makes_tables(py_project *p, const py_value *v);

/* ---- python_doubt.c: classes that may be tables ---- */

/* A remark says that the class is none of the project's. */
bool py_is_ignored(const py_value *class_);
/* Of a class that is no table: false (p->failed) where it looks like one and what it derives from
 * is not known. */
bool py_no_table(py_project *p, const py_value *class_, py_style how);

/* ---- python_made.c: tables that are made when something runs ---- */

/* Tables and columns that are made otherwise than those in `all` are errors. */
bool py_check_made(py_project *p, py_module *m, const py_tables *all);

/* ---- python_written.c: Table(), wherever it stands in a module ---- */

/* Is it called so in the module: Table, or what it was imported as? */
bool py_names(const py_module *m, const py *callee, const char *name);
bool py_add_written(py_project *p, py_module *m, py_tables *out);

/* ---- python_collect.c ---- */

bool py_add_table(py_project *p, const py_value *call, py_tables *out);

/* ---- python_args.c: what a table is called, and what stands beside its columns ---- */

/* A method of a mixin, or a declared_attr, runs for the class. */
const py_value *py_attribute_for(py_project *p, const py_value *class_, const char *name);
/* What `# fxgit: table: NAME` says on the line of the class; NULL: nothing. */
const char *py_remark_table(py_project *p, const py_value *class_);
bool py_read_name(py_project *p, const py_value *class_, py_style how, py_table *t);
bool py_read_args(py_project *p, const py_value *class_, py_table *t); /* __table_args__ */
/* MetaData(schema=..., naming_convention={...}) of the class's base; NULL: none. */
const py_value *py_metadata_of(py_project *p, const py_value *class_);
bool py_from_metadata(py_project *p, const py_value *metadata, py_table *t);

/* ---- python_fields.c: what attributes of classes are columns ---- */

bool py_add_columns(py_project *p, const py_value *class_, py_style how, py_table *t);

#endif
