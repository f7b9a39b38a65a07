-- Operators and functions that fit better than the server's own, for tests/e2e/postgres.sh.
SET search_path = pg_catalog;
CREATE SCHEMA better;
CREATE SEQUENCE better.called;
DO $do$
DECLARE
    kinds text[] := '{varchar,text,name,oid,int2,int4,int8,"\"char\"",bool,regclass,regtype,text[],name[],int2vector,xid8,unknown}';
    l text; r text; o text; n int := 0;
BEGIN
    FOREACH l IN ARRAY kinds LOOP FOREACH r IN ARRAY kinds LOOP
        CONTINUE WHEN 'unknown' IN (l, r);
        n := n + 1;
        EXECUTE format($f$CREATE FUNCTION better.better_%s(%s, %s) RETURNS boolean LANGUAGE plpgsql
            AS 'BEGIN PERFORM pg_catalog.nextval(''better.called''); RETURN true; END'$f$, n, l, r);
        FOREACH o IN ARRAY '{=,<>,<,>,<=,>=,||,~~,!~~,~,&,|,+,-,->>,<<}'::text[] LOOP
            CONTINUE WHEN EXISTS (SELECT FROM pg_operator p WHERE p.oprname = o AND p.oprnamespace = 'pg_catalog'::regnamespace
                AND p.oprleft = l::regtype AND p.oprright = r::regtype);
            EXECUTE format('CREATE OPERATOR better.%s (leftarg = %s, rightarg = %s, procedure = better.better_%s)', o, l, r, n);
        END LOOP;
    END LOOP; END LOOP;
    FOREACH o IN ARRAY '{count,lower,left,length,max,min,sum,position,strpos,to_char,timezone,coalesce_,format_type,pg_get_expr,pg_get_viewdef,
        string_agg,array_to_string,rtrim,replace,quote_ident,chr,to_jsonb,regexp_replace,host,set_config,current_setting,format,
        obj_description,col_description,pg_get_constraintdef,pg_get_indexdef,pg_try_advisory_lock,unnest,generate_series,
        pg_get_functiondef,pg_get_triggerdef,nullif_}'::text[] LOOP
        FOREACH l IN ARRAY '{varchar,name,int4,"varchar,varchar","name,varchar","oid,int4","varchar,int4","oid,varchar","varchar,varchar,bool",
            "varchar,varchar,varchar,varchar","name,varchar,varchar"}'::text[] LOOP
            CONTINUE WHEN to_regprocedure(format('pg_catalog.%I(%s)', o, l)) IS NOT NULL;
            EXECUTE format($f$CREATE FUNCTION better.%I(%s) RETURNS text LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_catalog.nextval(''better.called''); RETURN NULL; END'$f$, o, l);
        END LOOP;
    END LOOP;
END
$do$;
