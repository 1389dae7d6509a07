package load

import (
	"github.com/cilium/ebpf/btf"
)

// ReserveRow takes a free row of an array map that the agent fills as programs are attached, such as libbpf's table
// of USDT arguments. false when all `rows` are taken. The callers see to it that it is not called twice at once.
func (c *Collection) ReserveRow(table string, rows uint32) (uint32, bool) {
	if c.rows == nil {
		c.rows = make(map[string]map[uint32]bool)
	}
	if c.rows[table] == nil {
		c.rows[table] = make(map[uint32]bool)
	}
	for row := range rows {
		if !c.rows[table][row] {
			c.rows[table][row] = true
			return row, true
		}
	}
	return 0, false
}

// ReleaseRow gives a row back.
func (c *Collection) ReleaseRow(table string, row uint32) { delete(c.rows[table], row) }

// HasMember tells whether a structure inside a map's values has a member of this name.
func (c *Collection) HasMember(table, member string) bool {
	spec := c.spec.Maps[table]
	return spec != nil && hasMember(spec.Value, member, 0)
}

func hasMember(found btf.Type, member string, depth int) bool {
	if depth > 4 {
		return false
	}
	switch found := btf.UnderlyingType(found).(type) {
	case *btf.Array:
		return hasMember(found.Type, member, depth+1)
	case *btf.Struct:
		for _, m := range found.Members {
			if m.Name == member || hasMember(m.Type, member, depth+1) {
				return true
			}
		}
	}
	return false
}
