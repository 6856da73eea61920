-- +goose Up
-- Times are microseconds since 1970 in UTC, booleans SMALLINT, JSON is TEXT, keys ASCII.
CREATE TABLE offices (
	number     TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	types      TEXT NOT NULL,            -- JSON list of サービス種類コード
	epoch      BIGINT NOT NULL,          -- newest announced key
	last_seen  BIGINT NOT NULL,
	hour       BIGINT NOT NULL,          -- the hour that sent counts
	sent       BIGINT NOT NULL,
	stored     BIGINT NOT NULL           -- bytes of bodies kept for this sender
);
CREATE TABLE mailboxes (
	address TEXT PRIMARY KEY,
	cursor  BIGINT NOT NULL
);
-- The memory of what was accepted; outlives letters and bodies.
CREATE TABLE sends (
	from_address TEXT NOT NULL,
	letter       TEXT NOT NULL,
	to_address   TEXT NOT NULL,
	envelope     BYTEA NOT NULL,
	receipt      BYTEA NOT NULL,
	PRIMARY KEY (from_address, letter)
);
CREATE TABLE letters (
	from_address TEXT NOT NULL,
	letter       TEXT NOT NULL,
	to_address   TEXT NOT NULL,
	header       BYTEA NOT NULL,
	envelope     BYTEA NOT NULL,
	size         BIGINT NOT NULL,
	state        TEXT NOT NULL,
	receipt      BYTEA NOT NULL,
	answer       BYTEA,
	answer_jws   BYTEA,
	reasons      BYTEA,
	replaced     TEXT NOT NULL,          -- the letter that replaced this one, or empty
	accepted_at  BIGINT NOT NULL,
	noticed      SMALLINT NOT NULL,
	gone         SMALLINT NOT NULL,
	inline       SMALLINT NOT NULL,      -- the sealed bytes lie in letter_bodies
	PRIMARY KEY (from_address, letter)
);
CREATE INDEX letters_unreported ON letters (accepted_at) WHERE state = 'accepted' AND noticed = 0;
CREATE INDEX letters_kept ON letters (accepted_at) WHERE gone = 0;
CREATE TABLE letter_bodies (
	from_address TEXT NOT NULL,
	letter       TEXT NOT NULL,
	body         BYTEA NOT NULL,
	PRIMARY KEY (from_address, letter)
);
-- How many letters need a body that lies in the folder or bucket; -1: claimed for removal.
CREATE TABLE bodies (
	digest  BYTEA PRIMARY KEY,
	uses    BIGINT NOT NULL,
	claimed BIGINT NOT NULL
);
CREATE INDEX bodies_claimed ON bodies (claimed) WHERE uses < 0;
CREATE TABLE entries (
	address      TEXT NOT NULL,
	cursor       BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	from_address TEXT NOT NULL,
	letter       TEXT NOT NULL,
	notice       TEXT NOT NULL,
	at           BIGINT NOT NULL,
	PRIMARY KEY (address, cursor)
);
-- What happened; for events of an office the letter is empty, for events of a letter the
-- office.
CREATE TABLE events (
	letter       TEXT NOT NULL,
	id           TEXT NOT NULL,
	kind         TEXT NOT NULL,
	at           BIGINT NOT NULL,
	from_address TEXT NOT NULL,
	office       TEXT NOT NULL,
	epoch        BIGINT NOT NULL,
	leaf         BYTEA NOT NULL,
	leaf_hash    BYTEA NOT NULL,
	seq          BIGINT,                 -- place in the log
	PRIMARY KEY (letter, id)
);
CREATE INDEX events_of_office ON events (office, epoch) WHERE office <> '';
CREATE INDEX events_unnumbered ON events (at, id) WHERE seq IS NULL;
CREATE TABLE statements (
	office   TEXT NOT NULL,
	epoch    BIGINT NOT NULL,
	body     BYTEA NOT NULL,
	jws      BYTEA NOT NULL,
	keyring  BYTEA NOT NULL,
	event    TEXT NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY (office, epoch)
);
CREATE TABLE log_hashes (
	position BIGINT PRIMARY KEY,
	hash     BYTEA NOT NULL
);
CREATE TABLE log_heads (
	size BIGINT PRIMARY KEY,
	note BYTEA NOT NULL,
	at   BIGINT NOT NULL
);
CREATE TABLE leases (
	name   TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	until  BIGINT NOT NULL
);
CREATE TABLE touches (
	node TEXT PRIMARY KEY,
	at   BIGINT NOT NULL
);
