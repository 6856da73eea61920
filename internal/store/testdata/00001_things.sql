-- +goose Up
CREATE TABLE things (
	id TEXT PRIMARY KEY,
	n  BIGINT NOT NULL
);
