-- +goose Up
-- What the office knows beyond its letters: rows in named drawers, and the journal of who
-- did what. A row is replaced only by somebody who read the version it has.
CREATE TABLE cabinet (
	drawer   TEXT NOT NULL,
	id       TEXT NOT NULL,
	version  BIGINT NOT NULL,
	month    TEXT NOT NULL,
	row_json TEXT NOT NULL,
	PRIMARY KEY (drawer, id)
);
CREATE INDEX cabinet_by_month ON cabinet (drawer, month);
CREATE TABLE journal (
	id      TEXT PRIMARY KEY,
	step    BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	who     TEXT NOT NULL,
	verb    TEXT NOT NULL,
	subject TEXT NOT NULL,
	note    TEXT NOT NULL
);
CREATE UNIQUE INDEX journal_of_subject ON journal (subject, step);
CREATE INDEX journal_by_time ON journal (at);
