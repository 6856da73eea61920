package rules

// keyIndex remembers which keys (a date, a month) each client has in one kind of file,
// and where. It grows with the number of different keys, not with the number of rows.
type keyIndex struct {
	heads []int32 // per client, the newest of its items + 1
	items []keyItem
	last  int // index of the newest hit, since rows of one key stand together
}

type keyItem struct {
	client int
	key    uint64
	place  Place
	next   int32 // the client's next older item + 1, 0 = none
}

// find gives the item of a client and key, or nil.
func (x *keyIndex) find(client int, key uint64) *keyItem {
	if x.last < len(x.items) && x.items[x.last].client == client && x.items[x.last].key == key {
		return &x.items[x.last]
	}
	if client >= len(x.heads) {
		return nil
	}
	for i := x.heads[client]; i > 0; i = x.items[i-1].next {
		if x.items[i-1].key == key {
			x.last = int(i - 1)
			return &x.items[i-1]
		}
	}
	return nil
}

// add remembers a client's key that find did not know.
func (x *keyIndex) add(client int, key uint64, at Place) {
	for len(x.heads) <= client {
		x.heads = append(x.heads, 0)
	}
	x.items = append(x.items, keyItem{client: client, key: key, place: at, next: x.heads[client]})
	x.heads[client] = int32(len(x.items))
	x.last = len(x.items) - 1
}
