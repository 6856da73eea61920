-- +goose Up
-- Letters of the outbox and the inbox: the columns one looks for, and the whole row as JSON.
CREATE TABLE outgoing (
	letter    TEXT PRIMARY KEY,
	state     TEXT NOT NULL,
	queued_at BIGINT NOT NULL,
	row_json  TEXT NOT NULL
);
CREATE TABLE incoming (
	from_address TEXT NOT NULL,
	letter       TEXT NOT NULL,
	state        TEXT NOT NULL,
	seen_at      BIGINT NOT NULL,
	row_json     TEXT NOT NULL,
	PRIMARY KEY (from_address, letter)
);
CREATE TABLE events (
	id           TEXT PRIMARY KEY,
	from_address TEXT NOT NULL,
	letter       TEXT NOT NULL,
	step         BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	state        TEXT NOT NULL,
	at           BIGINT NOT NULL,
	note         TEXT NOT NULL
);
CREATE UNIQUE INDEX events_of_letter ON events (from_address, letter, step);
CREATE TABLE cursors (
	address TEXT PRIMARY KEY,
	seen    BIGINT NOT NULL
);
CREATE TABLE pins (
	office    TEXT NOT NULL,
	epoch     BIGINT NOT NULL,
	body      BYTEA NOT NULL,
	jws       BYTEA NOT NULL,
	seen_at   BIGINT NOT NULL,
	confirmed SMALLINT NOT NULL,
	PRIMARY KEY (office, epoch)
);
CREATE TABLE office_keys (
	epoch      BIGINT PRIMARY KEY,
	secret     TEXT NOT NULL,
	body       BYTEA NOT NULL,
	jws        BYTEA NOT NULL,
	published  SMALLINT NOT NULL,
	created_at BIGINT NOT NULL
);
