package store

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/pressly/goose/v3/database"
	_ "modernc.org/sqlite" // driver "sqlite"
)

// dialect is all in which the two engines differ.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

func dialectOf(u string) dialect {
	if strings.HasPrefix(u, "postgres://") || strings.HasPrefix(u, "postgresql://") {
		return postgres
	}
	return sqlite
}

func (d dialect) oneWriter() bool { return d == sqlite }

func (d dialect) goose() database.Dialect {
	if d == postgres {
		return database.DialectPostgres
	}
	return database.DialectSQLite3
}

// open gives the pool that writes and the pool that reads.
func (d dialect) open(u string) (write, read *sql.DB, err error) {
	if d == postgres {
		write, err = sql.Open("pgx", u)
		if err != nil {
			return nil, nil, err
		}
		write.SetMaxOpenConns(16)
		write.SetMaxIdleConns(16)
		return write, write, nil
	}
	return openSQLite(strings.TrimPrefix(u, "sqlite:"))
}

// sqlitePragmas: WAL lets readers go on beside the writer; synchronous=FULL flushes the
// log at each commit, without which an answer would promise what a loss of power takes
// back; busy_timeout covers a second process; _txlock takes the write lock at BEGIN.
const sqlitePragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"

func openSQLite(path string) (write, read *sql.DB, err error) {
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqlitePragmas
	write, err = sql.Open("sqlite", name+"&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err = sql.Open("sqlite", name)
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	return write, read, nil
}

// again reports whether a transaction failed only because another one was faster.
func (d dialect) again(err error) bool {
	var pg *pgconn.PgError
	if d != postgres || !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "40001" || pg.Code == "40P01"
}
