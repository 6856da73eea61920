package exchangetest

import (
	"testing"

	"github.com/tasuki-care/tasuki/exchange"
)

// contract is every test of the contract, by the fact it shows.
var contract = []struct {
	fact string
	test func(w *World)
}{
	{"an accepted letter has a receipt, a row, a line and an event", acceptedLetter},
	{"truth table of letter id and digest", truthTable},
	{"a repeat gets the same receipt however late", repeatMuchLater},
	{"many repeats at once get one receipt", repeatsAtOnce},
	{"of two letters with one id only one is accepted", conflictAtOnce},
	{"what is refused leaves nothing", refusedAccepts},
	{"a letter sealed to an old key is refused until sealed again", keyOutdated},
	{"the limits of an office hold", limitsOfOffice},
	{"a new letter replaces an old one of the same pair", replacing},
	{"types of one number exchange letters", betweenTypes},
	{"bytes come back as they were sent, at every size", bytesComeBack},
	{"a body is flushed before the row that names it", bodyBeforeRow},

	{"lines have cursors without gaps", cursorsWithoutGaps},
	{"no reader skips an accept that was held open", heldAccept},
	{"an accept that fails leaves no gap", failedAccept},
	{"readers beside many writers miss nothing", readersBesideWriters},
	{"a mailbox opens to its owner only", mailboxOfOthers},
	{"a long poll hears of letters of this and of another process", longPoll},
	{"an office was last seen when it asked", lastSeen},

	{"a fetch is an event before the first byte", fetchIsEvent},
	{"a letter exists only for its two parties", onlyParties},
	{"fetch and withdraw contend on one row", fetchAgainstWithdraw},
	{"a letter is taken back before it is fetched only", withdrawing},
	{"a fetch that cannot read the body is none", fetchWithoutBody},

	{"an answer reaches the sender", answering},
	{"a second, different answer is refused", secondAnswer},
	{"of two answers at once one counts", answersAtOnce},
	{"an answer needs a fetched letter and a listed terminal", refusedAnswers},
	{"the state of a letter is the fold of its events", stateIsFold},

	{"a partner is found with its key and the proof", lookingUp},
	{"an epoch is announced once", epochOnce},
	{"statements that do not follow are refused", refusedStatements},
	{"a sealed secret opens to its own office", keyrings},

	{"a receipt is proved offline after the log took it in", proving},
	{"the log grows and never changes", growingLog},
	{"two sequencers never fork the log", twoSequencers},
	{"an idle log writes nothing", idleLog},

	{"a letter nobody fetched is reported once to both sides", uncollected},
	{"bodies go after the retention time, memory stays", retention},
	{"a body of several letters goes with the last", sharedBody},
	{"only old bodies without a row are swept", sweeping},
	{"a body that is being swept is not counted on", sweepAgainstAccept},
	{"timers run in one process at a time", timersLease},

	{"a lease is held by one", leases},
	{"a failed transaction writes nothing", failedTransaction},
	{"a reader cannot write", readerWrites},
	{"the whole way can be probed", ready},
}

// Run holds a store to the contract. open gives an empty store each time.
func Run(t *testing.T, open func(t *testing.T) exchange.Store) {
	for _, c := range contract {
		t.Run(c.fact, func(t *testing.T) { c.test(NewWorld(t, open(t))) })
	}
}
