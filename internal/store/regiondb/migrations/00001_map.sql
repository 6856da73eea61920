-- +goose Up
-- What the map knows: rows in named drawers. Every change takes the next number of the map,
-- so that another process reads only what is new. A row is replaced only by somebody who
-- read the version it has; a removed row leaves its version.
CREATE TABLE counter (
	name TEXT PRIMARY KEY,
	seq  BIGINT NOT NULL
);
INSERT INTO counter (name, seq) VALUES ('map', 0);
CREATE TABLE map_rows (
	drawer  TEXT NOT NULL,
	id      TEXT NOT NULL,
	version BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	body    BYTEA,
	PRIMARY KEY (drawer, id)
);
CREATE INDEX map_rows_by_seq ON map_rows (seq);
CREATE TABLE map_journal (
	seq     BIGINT NOT NULL,
	line    BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	who     TEXT NOT NULL,
	verb    TEXT NOT NULL,
	subject TEXT NOT NULL,
	note    TEXT NOT NULL,
	PRIMARY KEY (seq, line)
);
CREATE INDEX map_journal_of_subject ON map_journal (subject, seq);
-- +goose Down
DROP TABLE map_journal;
DROP TABLE map_rows;
DROP TABLE counter;
