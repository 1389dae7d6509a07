package candidates

import (
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/ebpf-workbench/agent/rpc"
)

// The states in /proc/net of a TCP socket that listens and of a UDP socket that is not connected.
const (
	tcpListen = "0A"
	udpOpen   = "07"
)

// Ports lists the ports of this network namespace that are listened on, with what `sk_reuseport` programs call them:
// `tcp:8080`, `udp6:53`.
func Ports() ([]rpc.Candidate, error) {
	rows := []rpc.Candidate{}
	for _, table := range []struct{ network, file, state string }{
		{"tcp", "tcp", tcpListen}, {"tcp6", "tcp6", tcpListen}, {"udp", "udp", udpOpen}, {"udp6", "udp6", udpOpen},
	} {
		text, err := os.ReadFile("/proc/thread-self/net/" + table.file)
		if err != nil {
			continue // A kernel without IPv6.
		}
		rows = append(rows, portsIn(string(text), table.network, table.state)...)
	}
	return rows, nil
}

// portsIn reads the sockets of a table. Addresses are in the machine's byte order by words of 32 bits:
//
//	sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
//	 0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 …
func portsIn(text, network, state string) []rpc.Candidate {
	sockets := make(map[int]int)
	owners := make(map[int]string)
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 8 || fields[3] != state {
			continue
		}
		_, hexPort, _ := strings.Cut(fields[1], ":")
		port, err := hex.DecodeString(hexPort)
		if err != nil || len(port) != 2 {
			continue
		}
		number := int(port[0])<<8 | int(port[1])
		sockets[number]++
		owners[number] = fields[7]
	}
	numbers := make([]int, 0, len(sockets))
	for number := range sockets {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	rows := []rpc.Candidate{}
	for _, number := range numbers {
		rows = append(rows, rpc.Candidate{
			Name:   network + ":" + strconv.Itoa(number),
			Detail: fmt.Sprintf("sockets: %d, of uid %s", sockets[number], owners[number]),
		})
	}
	return rows
}
