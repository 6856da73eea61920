-- +goose Up
-- Enrolment codes, keys, certificates, and revocations that the log does not have yet.
CREATE TABLE codes (
	hash       TEXT PRIMARY KEY,      -- of the secret, hexadecimal
	office     TEXT NOT NULL,
	types      TEXT NOT NULL,         -- JSON list
	expires_at BIGINT NOT NULL,
	spki       TEXT NOT NULL,         -- the key that used it, '' before
	serial     TEXT NOT NULL          -- the certificate it led to, '' before
);
CREATE TABLE keys (
	spki     TEXT PRIMARY KEY,
	terminal TEXT NOT NULL,
	office   TEXT NOT NULL
);
CREATE TABLE certificates (
	serial     TEXT PRIMARY KEY,
	office     TEXT NOT NULL,
	terminal   TEXT NOT NULL,
	types      TEXT NOT NULL,         -- JSON list
	spki       TEXT NOT NULL,
	status     TEXT NOT NULL,         -- wait, good, revoked, superseded, void
	lint       BYTEA NOT NULL,
	der        BYTEA NOT NULL,        -- empty while it waits
	follows    TEXT NOT NULL,
	next       TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	not_after  BIGINT NOT NULL,
	reason     TEXT NOT NULL,
	ended_at   BIGINT NOT NULL        -- 0 while it has not ended
);
CREATE INDEX certificates_of_key ON certificates (spki);
CREATE INDEX certificates_of_terminal ON certificates (terminal);
CREATE TABLE revocations (
	id       TEXT PRIMARY KEY,
	office   TEXT NOT NULL,
	spki     TEXT NOT NULL,
	reason   TEXT NOT NULL,
	at       BIGINT NOT NULL,
	reported SMALLINT NOT NULL
);
CREATE INDEX revocations_open ON revocations (reported, at);
