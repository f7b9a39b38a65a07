CREATE TABLE a (id INTEGER PRIMARY KEY, state VARCHAR(5) NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'live')),
  mood TEXT, CONSTRAINT ck_mood CHECK (mood IN ('sad', 'it''s ok')));
INSERT INTO a (mood) VALUES ('sad');
