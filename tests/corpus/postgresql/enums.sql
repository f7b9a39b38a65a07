CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TYPE post_state AS ENUM ('draft', 'live');
CREATE TYPE unused AS ENUM ('a');
CREATE TABLE post (id integer PRIMARY KEY, state post_state NOT NULL DEFAULT 'draft', feeling mood DEFAULT 'ok', feelings mood[], other mood);
CREATE TABLE user_x (id integer PRIMARY KEY, m mood);
CREATE INDEX post_live ON post (id) WHERE state = 'live';
