-- +goose Up
CREATE TABLE codes (
	hash       TEXT PRIMARY KEY,      -- SHA-256 of the secret, hexadecimal
	office     TEXT NOT NULL,
	types      TEXT NOT NULL,         -- JSON list
	expires_at BIGINT NOT NULL,
	spki       TEXT NOT NULL          -- the key that used it, '' before
);
CREATE TABLE certificates (
	serial     TEXT PRIMARY KEY,
	office     TEXT NOT NULL,
	types      TEXT NOT NULL,
	spki       TEXT NOT NULL,
	status     TEXT NOT NULL,         -- wait, good, revoked
	lint       BYTEA NOT NULL,
	der        BYTEA,
	not_after  BIGINT NOT NULL,
	reason     TEXT NOT NULL,
	revoked_at BIGINT NOT NULL
);
CREATE INDEX certificates_of_key ON certificates (spki);
