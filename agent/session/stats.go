package session

import (
	"context"

	"github.com/ebpf-workbench/agent/rpc"
	"github.com/ebpf-workbench/agent/stats"
)

func (s *Session) statsMethods() rpc.Methods {
	return rpc.Methods{
		"stats/start": rpc.Method(func(context.Context, rpc.Empty) (*rpc.StatsSource, error) { return s.stats.Start() }),
		"stats/stop": rpc.Null(func(context.Context, rpc.Empty) error {
			s.stats.Stop()
			return nil
		}),
		"stats/read": rpc.Method(func(_ context.Context, params rpc.StatsReadParams) (*rpc.StatsReading, error) {
			return stats.Read(params.Programs)
		}),
	}
}
