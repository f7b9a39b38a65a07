/*
 * MySQL's rules of strings, comments, bodies and DELIMITER lines; what statements must not stand in
 * a revision, end the transaction, and change which objects.
 */
#include "testing.h"

#include <string.h>

#include "fx/base/str.h"
#include "fx/sql/split.h"

/* Statements as "line:text", joined by `|`; or the error. */
static const char *split(fx_arena *a, const char *text)
{
    fx_error err = {.arena = a};
    fx_statements out = {0};
    fx_str s = {.arena = a};

    if (!fx_split(a, "mysql", "r.sql", 1, text, &out, &err))
        return fx_fmt(a, "! %s", fx_error_text(a, &err));
    fx_each (const fx_statement, st, &out) {
        fx_str_addf(&s, "%s%zu:%s", s.n > 0 ? "|" : "", st->line, st->text);
    }
    return fx_str_text(&s);
}

static void expect(fx_arena *a, const char *text, const char *expected)
{
    const char *got = split(a, text);

    if (!fx_same(got, expected))
        fail_msg("%s\n gives    %s\n and not  %s", text, got, expected);
}

static void test_strings_names_comments(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"",                                                               ""                                           },
        {" ; ;; -- nothing\n # nor; here\n",                               ""                                           },
        {"SELECT 1; SELECT 2;",                                            "1:SELECT 1|1:SELECT 2"                      },
        {"SELECT 'it\\'s; a'; SELECT 'b''; c'",                            "1:SELECT 'it\\'s; a'|1:SELECT 'b''; c'"     },
        {"SELECT \"a\\\";\"; SELECT \"b\"\";\"",                           "1:SELECT \"a\\\";\"|1:SELECT \"b\"\";\""    },
        {"SELECT '\\\\'; SELECT '\\\\\\';'",                               "1:SELECT '\\\\'|1:SELECT '\\\\\\';'"        },
        {"SELECT `a;``b\\`; SELECT 2",                                     "1:SELECT `a;``b\\`|1:SELECT 2"              },
        {"SELECT 1 # a; b\n; SELECT 2 -- c; d\n",                          "1:SELECT 1|2:SELECT 2"                      },
        {"SELECT 5--1; SELECT 2 --\n;",                                    "1:SELECT 5--1|1:SELECT 2"                   },
        {"SELECT /* a; /* b; */ 1; SELECT 2",                              "1:SELECT /* a; /* b; */ 1|1:SELECT 2"       },
        {"SELECT x'3b', b'01', N'\\';', n';'; DO 1",                       "1:SELECT x'3b', b'01', N'\\';', n';'|1:DO 1"},
        {"SELECT _utf8mb4'\\';', _latin1 ';'; DO 1",                       "1:SELECT _utf8mb4'\\';', _latin1 ';'|1:DO 1"},
        {"SELECT a[1; SELECT $$; SELECT 3",                                "1:SELECT a[1|1:SELECT $$|1:SELECT 3"        },
        {"SELECT @a := 1, @`b;`; SELECT @@sql_mode",                       "1:SELECT @a := 1, @`b;`|1:SELECT @@sql_mode"},
        {"/*!40101 SET NAMES utf8mb4 */; DO 1;",                           "1:/*!40101 SET NAMES utf8mb4 */|1:DO 1"     },
        {"/*M!100301 DO 1; */; /*! DO 2 */",                               "1:/*M!100301 DO 1; */|1:/*! DO 2 */"        },
        {"CREATE TABLE t (a int) /*!50100 COMMENT '*/;' /* x */ */; DO 1",
         "1:CREATE TABLE t (a int) /*!50100 COMMENT '*/;' /* x */ */|1:DO 1"                                            },
        {"/*!50001 DO 'a\n' */ ;\n# x\n/* y */ DO 2",                      "1:/*!50001 DO 'a\n' */|4:DO 2"              },
        {"SELECT 2 */ 3; SELECT 4",                                        "1:SELECT 2 */ 3|1:SELECT 4"                 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(*state, rows[i].text, rows[i].expected);
}

#define PROCEDURE "CREATE PROCEDURE p() "
#define TRIGGER   "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW "

/* Each is one statement, with and without an end. */
static void test_a_body_is_one_statement(void **state)
{
    static const char *const rows[] = {
        PROCEDURE "BEGIN SELECT 1; SELECT 2; END",
        PROCEDURE "BEGIN END",
        PROCEDURE "BEGIN BEGIN END; BEGIN SELECT 1; END; END",
        PROCEDURE "outer_one: BEGIN `in`: BEGIN SELECT 1; END `in`; END outer_one",
        PROCEDURE "BEGIN IF a THEN SELECT 1; ELSEIF b THEN SELECT 2; ELSE SELECT 3; END IF; DO 1; "
                  "END",
        PROCEDURE "BEGIN IF (a) THEN SELECT IF(a, b, IF(c, d, e)); END IF; DO 1; END",
        PROCEDURE "BEGIN IF IF(a, b, c) THEN IF (a) THEN DO 1; END IF; ELSE IF b THEN DO 2; END "
                  "IF; END IF; DO 1; END",
        PROCEDURE "BEGIN SELECT CASE a WHEN 1 THEN 2 ELSE CASE b WHEN 1 THEN IF(a, b, c) END END; "
                  "DO 1; END",
        PROCEDURE "BEGIN CASE a WHEN 1 THEN DO 1; DO 2; ELSE DO CASE b WHEN 1 THEN 2 END; END "
                  "CASE; DO 1; END",
        PROCEDURE "BEGIN CASE WHEN a THEN CASE b WHEN 1 THEN DO 1; END CASE; END CASE; DO 1; END",
        PROCEDURE "BEGIN IF CASE a WHEN 1 THEN 2 END THEN DO 1; END IF; DO 2; END",
        PROCEDURE "BEGIN CASE CASE a WHEN 1 THEN 2 END WHEN 1 THEN DO 1; END CASE; DO 2; END",
        PROCEDURE "BEGIN l: LOOP SET a = a + 1; IF a > 5 THEN LEAVE l; END IF; END LOOP l; DO 1; "
                  "END",
        PROCEDURE "BEGIN REPEAT SET a = REPEAT('x', 2); UNTIL a > 5 END REPEAT; DO 1; END",
        PROCEDURE "BEGIN REPEAT IF a THEN DO 1; END IF; UNTIL CASE a WHEN 1 THEN 2 END END "
                  "REPEAT; DO 1; END",
        PROCEDURE "BEGIN WHILE IF(a, b, c) DO DO SLEEP(0); DO IF(a, 1, 2); END WHILE; DO 1; END",
        PROCEDURE "BEGIN FOR i IN 1..10 DO DO 1; END FOR; FOR r IN (SELECT 1) DO DO 2; END FOR; "
                  "DO 3; END",
        PROCEDURE "BEGIN DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS t (a int); END",
        PROCEDURE "BEGIN SELECT NEW.end, t.begin, t.case, @end, `end`, 'END'; END",
        PROCEDURE "BEGIN SELECT start, end FROM t WHERE end > 1 ORDER BY begin; DO 1; END",
        PROCEDURE "BEGIN SELECT CASE WHEN end > 1 THEN 1 ELSE end END AS end; DO 1; END",
        PROCEDURE "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN DO 1; DO 2; END; DO 3; END",
        PROCEDURE "BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND, SQLSTATE VALUE '23000', 1062, "
                  "gone IF a THEN DO 1; END IF; DECLARE c CURSOR FOR SELECT 1; DO 3; END",
        PROCEDURE "BEGIN DECLARE CONTINUE HANDLER FOR SQLSTATE '02000' SET a = 1; DO 3; END",
        PROCEDURE "BEGIN /* ; END */ SELECT 1; # END;\n SELECT 'END;'; END",
        PROCEDURE "IF a THEN SELECT 1; END IF",
        PROCEDURE "WHILE a DO SELECT 1; END WHILE",
        PROCEDURE "SELECT CASE a WHEN 1 THEN 2 END",
        PROCEDURE "SELECT IF(a, b, c) FROM begin",
        "CREATE OR REPLACE DEFINER=`a`@`%` PROCEDURE IF NOT EXISTS db.p(IN a ENUM('x', ')'), OUT "
        "b DECIMAL(3, 2)) COMMENT 'a; BEGIN' LANGUAGE SQL NOT DETERMINISTIC READS SQL DATA SQL "
        "SECURITY INVOKER BEGIN SELECT 1; END",
        "create definer=current_user() procedure p() begin select 1; end",
        "CREATE DEFINER = root@localhost FUNCTION f(a int) RETURNS VARCHAR(20) CHARACTER SET utf8 "
        "COLLATE utf8_bin DETERMINISTIC BEGIN RETURN 1; END",
        "CREATE FUNCTION f() RETURNS INT UNSIGNED NO SQL RETURN CASE 1 WHEN 1 THEN 2 END",
        "CREATE FUNCTION f() RETURNS TYPE OF t.c BEGIN RETURN 1; END",
        "CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT BEGIN DECLARE CONTINUE HANDLER FOR NOT "
        "FOUND RETURN 1; LOOP FETCH GROUP NEXT ROW; END LOOP; END",
        "CREATE AGGREGATE FUNCTION f RETURNS STRING SONAME 'f.so'",
        TRIGGER "BEGIN SET NEW.a = 1; END",
        TRIGGER "SET NEW.a = IF(NEW.b, 1, 2)",
        TRIGGER "FOLLOWS `other` BEGIN SET NEW.a = 1; END",
        TRIGGER "IF NEW.a THEN SET NEW.b = 1; END IF",
        "CREATE DEFINER=a@db.example.com TRIGGER t AFTER DELETE ON `begin` FOR EACH ROW BEGIN DO "
        "1; END",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS NOW() COMMENT 'DO' DO BEGIN DO 1; END",
        "ALTER DEFINER=a@b EVENT e COMMENT 'x' DO BEGIN DO 1; END",
        "CREATE EVENT e ON SCHEDULE AT NOW() DO DELETE FROM t",
        "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR "
        "EACH ROW BEGIN DO 1; DO 2; END */",
        "BEGIN NOT ATOMIC IF a THEN DO 1; END IF; DO 2; END",
        "l: BEGIN NOT ATOMIC DO 2; END l",
        "IF EXISTS (SELECT 1) THEN DO 1; DO 2; END IF",
        "FOR i IN 1..3 DO DO 1; END FOR",
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect(*state, rows[i], fx_fmt(*state, "1:%s", rows[i]));
        expect(*state, fx_fmt(*state, "%s ;\nDO 9;", rows[i]),
               fx_fmt(*state, "1:%s|%d:DO 9", rows[i], strchr(rows[i], '\n') != NULL ? 3 : 2));
    }
}

static void test_what_has_no_body(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"BEGIN; DO 1; END",                               "1:BEGIN|1:DO 1|1:END"                      },
        {"DROP TRIGGER t; DROP PROCEDURE p; DO 1",         "1:DROP TRIGGER t|1:DROP PROCEDURE p|1:DO 1"},
        {"ALTER PROCEDURE p COMMENT 'BEGIN'; DO 1",        "1:ALTER PROCEDURE p COMMENT 'BEGIN'|1:DO 1"},
        {"ALTER EVENT e DISABLE; DO 1",                    "1:ALTER EVENT e DISABLE|1:DO 1"            },
        {"CREATE TABLE event (begin int, end int); DO 1",
         "1:CREATE TABLE event (begin int, end int)|1:DO 1"                                            },
        {"SELECT CASE a WHEN 1 THEN 2 END; DO 1",          "1:SELECT CASE a WHEN 1 THEN 2 END|1:DO 1"  },
        {"CREATE TRIGGER t; CREATE EVENT e; DO 1",         "1:CREATE TRIGGER t|1:CREATE EVENT e|1:DO 1"},
        {"CREATE TABLE t (\n  delimiter char(1)\n); DO 1",
         "1:CREATE TABLE t (\n  delimiter char(1)\n)|3:DO 1"                                           },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(*state, rows[i].text, rows[i].expected);
}

static void test_delimiters(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"DELIMITER //\nDO 1; DO 2//\nDO 3 //\nDELIMITER ;\nDO 4; DO 5",
         "2:DO 1; DO 2|3:DO 3|5:DO 4|5:DO 5"                                                                               },
        {"delimiter $$\nCREATE PROCEDURE p() BEGIN DO 1; END$$\nDO a$b$$\n  Delimiter ;\nDO 2;",
         "2:CREATE PROCEDURE p() BEGIN DO 1; END|3:DO a$b|5:DO 2"                                                          },
        {"DELIMITER ;;\n/*!50003 CREATE TRIGGER t BEGIN DO 1; END */;;\nDELIMITER ;\nDO 2;",
         "2:/*!50003 CREATE TRIGGER t BEGIN DO 1; END */|4:DO 2"                                                           },
        {"DELIMITER // the rest; is nothing\nDO 1 //",                                           "2:DO 1"                  },
        {"DELIMITER |\r\nDO '|' | DO `|` # |\r\n| DO 3",                                         "2:DO '|'|2:DO `|`|3:DO 3"},
        {"DELIMITER //\nBEGIN\nDO 1;\nEND;\n//\n",                                               "2:BEGIN\nDO 1;\nEND"     },
        {"DELIMITER //\nDO 1; ; //\n;;\n//",                                                     "2:DO 1"                  },
        {"DELIMITER //\nDO 1\nDELIMITER ;\nDO 2; DO 3",                                          "2:DO 1|4:DO 2|4:DO 3"    },
        {"DO 1; DELIMITER go\nDO 2 go DO 3go",                                                   "1:DO 1|2:DO 2|2:DO 3"    },
        {"DELIMITER #\nDO 1# DO 2#",                                                             "2:DO 1|2:DO 2"           },
        {"-- x\n/* y */ DELIMITER //\nDO 1//",                                                   "3:DO 1"                  },
        {"DELIMITER //",                                                                         ""                        },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(*state, rows[i].text, rows[i].expected);
}

static void test_what_is_not_closed(void **state)
{
    static const struct {
        const char *text, *line, *what;
    } rows[] = {
        {"DO 1;\nSELECT 'a\\'",                     "r.sql:2:", "string"     },
        {"SELECT \"a\\\"",                          "r.sql:1:", "string"     },
        {"SELECT N'a",                              "r.sql:1:", "string"     },
        {"SELECT `a\\",                             "r.sql:1:", "quoted name"},
        {"DO 1\n/* a",                              "r.sql:2:", "comment"    },
        {"DO 1;\n/*!50001 DO 2;\nDO 3",             "r.sql:2:", "comment"    },
        {"DO 1;\n" PROCEDURE "BEGIN DO 1;",         "r.sql:2:", "no END"     },
        {PROCEDURE "BEGIN IF a THEN DO 1; END IF;", "r.sql:1:", "no END"     },
        {"DO 1;\nDELIMITER\nDO 2",                  "r.sql:2:", "DELIMITER"  },
        {"DELIMITER \\",                            "r.sql:1:", "DELIMITER"  },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *got = split(*state, rows[i].text);

        if (strstr(got, rows[i].line) == NULL || strstr(got, rows[i].what) == NULL)
            fail_msg("%s gives %s", rows[i].text, got);
    }
}

static void test_forbidden(void **state)
{
    static const struct {
        const char *text, *word;
    } rows[] = {
        {"BEGIN",                                   "BEGIN"            },
        {"begin work",                              "BEGIN"            },
        {"BEGIN NOT ATOMIC DO 1; END",              NULL               },
        {"START TRANSACTION READ ONLY",             "START TRANSACTION"},
        {"START SLAVE",                             NULL               },
        {"/* x */ commit and chain",                "COMMIT"           },
        {"/*!40000 COMMIT */",                      "COMMIT"           },
        {"ROLLBACK TO a",                           "ROLLBACK"         },
        {"SAVEPOINT a",                             "SAVEPOINT"        },
        {"RELEASE SAVEPOINT a",                     "RELEASE"          },
        {"XA START 'a'",                            "XA"               },
        {"LOCK TABLES t WRITE",                     "LOCK TABLES"      },
        {"lock table t read",                       "LOCK TABLES"      },
        {"UNLOCK TABLES",                           "UNLOCK TABLES"    },
        {"USE db",                                  "USE"              },
        {"SOURCE x.sql",                            "SOURCE"           },
        {"SET autocommit = 0",                      "SET autocommit"   },
        {"set @@Autocommit=1",                      "SET autocommit"   },
        {"SET @@session.autocommit := 1",           "SET autocommit"   },
        {"SET SESSION sql_mode = '', autocommit=0", "SET autocommit"   },
        {"SET a = (SELECT 1, autocommit), b = 1",   NULL               },
        {"SET @autocommit = 0",                     NULL               },
        {"SET @a = @@autocommit, @b = autocommit",  NULL               },
        {"SET NAMES utf8mb4",                       NULL               },
        {"SELECT 'COMMIT'",                         NULL               },
        {"CREATE TABLE `begin` (a int)",            NULL               },
        {"ALTER TABLE t LOCK=NONE",                 NULL               },
        {"",                                        NULL               },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!fx_same(fx_statement_forbidden("mysql", rows[i].text), rows[i].word))
            fail_msg("%s", rows[i].text);
        assert_false(fx_statement_alone("mysql", rows[i].text));
    }
}

static void test_commits(void **state)
{
    static const struct {
        const char *text;
        bool commits;
    } rows[] = {
        {"CREATE TABLE t (a int)",                                            true },
        {"create or replace table t (a int)",                                 true },
        {"CREATE TEMPORARY TABLE t (a int)",                                  false},
        {"CREATE OR REPLACE TEMPORARY TABLE t (a int)",                       false},
        {"CREATE TEMPORARY SEQUENCE s",                                       true },
        {"DROP TEMPORARY TABLE t",                                            false},
        {"DROP TABLE t",                                                      true },
        {"CREATE DATABASE d",                                                 true },
        {"CREATE USER u",                                                     true },
        {"CREATE DEFINER=a@b TRIGGER t BEFORE INSERT ON t FOR EACH ROW DO 1", true },
        {"/*!50003 CREATE PROCEDURE p() DO 1 */",                             true },
        {"/*M!100300 /* x */ ALTER TABLE t ADD a int */",                     true },
        {"ALTER TABLE t ADD a int",                                           true },
        {"RENAME TABLE a TO b",                                               true },
        {"TRUNCATE t",                                                        true },
        {"GRANT SELECT ON t TO u",                                            true },
        {"REVOKE ALL ON t FROM u",                                            true },
        {"ANALYZE TABLE t",                                                   true },
        {"ANALYZE LOCAL TABLE t",                                             true },
        {"ANALYZE FORMAT=JSON SELECT 1",                                      false},
        {"OPTIMIZE TABLE t",                                                  true },
        {"REPAIR TABLE t",                                                    true },
        {"SET PASSWORD = 'x'",                                                true },
        {"SET DEFAULT ROLE NONE",                                             true },
        {"SET autocommit = 1",                                                true },
        {"SET ROLE NONE",                                                     false},
        {"INSTALL PLUGIN a SONAME 'b'",                                       true },
        {"FLUSH TABLES",                                                      true },
        {"LOCK TABLES t READ",                                                true },
        {"BEGIN",                                                             true },
        {"COMMIT",                                                            true },
        {"ROLLBACK",                                                          true },
        {"ROLLBACK WORK TO SAVEPOINT a",                                      false},
        {"SAVEPOINT a",                                                       false},
        {"CHECKSUM TABLE t",                                                  false},
        {"INSERT INTO t VALUES ('CREATE TABLE t')",                           false},
        {"WITH x AS (SELECT 1) SELECT * FROM x",                              false},
        {"REPLACE INTO t SELECT 1",                                           false},
        {"CALL p()",                                                          false},
        {"BEGIN NOT ATOMIC DO 1; INSERT INTO t SELECT 1; END",                false},
        {"BEGIN NOT ATOMIC IF a THEN DROP TABLE t; END IF; END",              true },
        {"IF a THEN COMMIT; END IF",                                          true },
        {"",                                                                  false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fx_statement_commits("mysql", rows[i].text) != rows[i].commits)
            fail_msg("%s", rows[i].text);
        assert_false(fx_statement_commits("postgresql", rows[i].text));
    }
}

/* "kind schema.name" of each, joined by a comma. */
static const char *targets(fx_arena *a, const char *dialect, const char *text)
{
    fx_statement_objects out = {0};
    fx_str s = {.arena = a};

    fx_statement_target(a, dialect, text, &out);
    fx_each (const fx_statement_object, o, &out) {
        fx_str_addf(&s, "%s%s %s%s%s", s.n > 0 ? ", " : "", o->kind,
                    o->schema != NULL ? o->schema : "", o->schema != NULL ? "." : "", o->name);
    }
    return fx_str_text(&s);
}

static void test_targets_of_tables(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"CREATE TABLE t (a int)",                                                     "table t"                             },
        {"CREATE TABLE IF NOT EXISTS `a``b`.`c.d` LIKE x",                             "table a`b.c.d"                       },
        {"CREATE OR REPLACE TABLE t SELECT 1",                                         "table t"                             },
        {"CREATE TEMPORARY TABLE t (a int)",                                           ""                                    },
        {"DROP TEMPORARY TABLE t",                                                     ""                                    },
        {"ALTER ONLINE IGNORE TABLE IF EXISTS db . t ADD a int, DROP b",               "table db.t"                          },
        {"ALTER TABLE t RENAME TO u",                                                  "table t, table u"                    },
        {"ALTER TABLE t ADD a int, RENAME x.u",                                        "table t, table x.u"                  },
        {"ALTER TABLE t RENAME = u",                                                   "table t, table u"                    },
        {"ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX c TO d, RENAME KEY e TO f", "table t"                             },
        {"ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u",                            "table t, table u"                    },
        {"DROP TABLE IF EXISTS a, b.c, `d` CASCADE",                                   "table a, table b.c, table d"         },
        {"DROP TABLE /*!32312 IF EXISTS */ a WAIT 5",                                  "table a"                             },
        {"drop tables a, b",                                                           "table a, table b"                    },
        {"TRUNCATE TABLE t",                                                           "table t"                             },
        {"TRUNCATE db.t",                                                              "table db.t"                          },
        {"RENAME TABLE a TO b, c.d TO `e`",                                            "table a, table b, table c.d, table e"},
        {"RENAME TABLE IF EXISTS a WAIT 5 TO b",                                       "table a, table b"                    },
        {"RENAME USER a TO b",                                                         ""                                    },
        {"CREATE UNIQUE INDEX IF NOT EXISTS i USING BTREE ON t (a)",                   "table t"                             },
        {"CREATE FULLTEXT INDEX i ON db.t (a)",                                        "table db.t"                          },
        {"DROP INDEX IF EXISTS i ON t",                                                "table t"                             },
        {"DROP INDEX i",                                                               ""                                    },
        {"/*!40101 CREATE TABLE `t` (a int) */",                                       "table t"                             },
        {"CREATE /*M!100000 OR REPLACE */ TABLE 1st (a int)",                          "table 1st"                           },
        {"CREATE TABLE",                                                               ""                                    },
        {"CREATE TABLE 'x'",                                                           ""                                    },
        {"INSERT INTO t SELECT 1",                                                     ""                                    },
        {"CREATE DATABASE d",                                                          ""                                    },
        {"DROP USER u",                                                                ""                                    },
        {"GRANT SELECT ON t TO u",                                                     ""                                    },
        {"OPTIMIZE TABLE t",                                                           ""                                    },
        {"",                                                                           ""                                    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *got = targets(*state, "mysql", rows[i].text);

        if (!fx_same(got, rows[i].expected))
            fail_msg("%s: %s", rows[i].text, got);
        assert_string_equal(targets(*state, "postgresql", rows[i].text), "");
    }
}

static void test_targets_of_other_kinds(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`view`@`%` SQL SECURITY INVOKER VIEW db.v AS "
         "SELECT 1",                                                "view db.v"             },
        {"ALTER SQL SECURITY DEFINER VIEW v AS SELECT 1",                    "view v"                },
        {"DROP VIEW IF EXISTS a, b",                                         "view a, view b"        },
        {"CREATE DEFINER=a@b TRIGGER IF NOT EXISTS tr BEFORE INSERT ON db.t FOR EACH ROW BEGIN "
         "DELETE FROM x; END",                                      "trigger tr, table db.t"},
        {"/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER tr AFTER UPDATE ON t FOR "
         "EACH ROW DO 1 */",                                        "trigger tr, table t"   },
        {"DROP TRIGGER IF EXISTS db.tr",                                     "trigger db.tr"         },
        {"CREATE PROCEDURE p(a int) ALTER TABLE t RENAME TO u",              "procedure p"           },
        {"ALTER PROCEDURE p COMMENT 'x'",                                    "procedure p"           },
        {"DROP PROCEDURE p",                                                 "procedure p"           },
        {"CREATE AGGREGATE FUNCTION IF NOT EXISTS f() RETURNS int RETURN 1", "function f"            },
        {"DROP FUNCTION db.f",                                               "function db.f"         },
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1",                   "event e"               },
        {"ALTER DEFINER=a EVENT e RENAME TO f",                              "event e, event f"      },
        {"DROP EVENT IF EXISTS e",                                           "event e"               },
        {"CREATE SEQUENCE s START WITH 5",                                   "sequence s"            },
        {"ALTER SEQUENCE IF EXISTS s RESTART",                               "sequence s"            },
        {"DROP SEQUENCE s, u",                                               "sequence s, sequence u"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *got = targets(*state, "mysql", rows[i].text);

        if (!fx_same(got, rows[i].expected))
            fail_msg("%s: %s", rows[i].text, got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FX_TEST(test_strings_names_comments),
        FX_TEST(test_a_body_is_one_statement),
        FX_TEST(test_what_has_no_body),
        FX_TEST(test_delimiters),
        FX_TEST(test_what_is_not_closed),
        FX_TEST(test_forbidden),
        FX_TEST(test_commits),
        FX_TEST(test_targets_of_tables),
        FX_TEST(test_targets_of_other_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
