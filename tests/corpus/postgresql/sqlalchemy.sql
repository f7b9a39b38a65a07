CREATE TYPE status AS ENUM ('NEW', 'DONE');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE account (id SERIAL NOT NULL, email VARCHAR(255) NOT NULL, active BOOLEAN DEFAULT true NOT NULL, created_at TIMESTAMP WITHOUT TIME ZONE DEFAULT now(), PRIMARY KEY (id), CONSTRAINT uq_account_email UNIQUE (email));
CREATE TABLE task (id UUID DEFAULT gen_random_uuid() NOT NULL, account_id INTEGER, state status NOT NULL, data JSON, weight FLOAT, PRIMARY KEY (id), FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE);
CREATE INDEX ix_task_account_id ON task (account_id);
