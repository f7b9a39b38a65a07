-- refused: row level security
CREATE TABLE a (id integer, who text);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON a USING (who = current_user);
