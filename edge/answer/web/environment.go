package web

import (
	"fmt"
	"net/http"

	"github.com/lamplight-help/lamplight/edge/answer"
)

// Variables that turn answers on. The key stands in the environment, for
// arguments show in every list of processes.
const (
	EnvEndpoint = "LAMPLIGHT_MODEL_ENDPOINT" // empty is off
	EnvModel    = "LAMPLIGHT_MODEL"
	EnvKey      = "LAMPLIGHT_MODEL_KEY"
	EnvKind     = "LAMPLIGHT_MODEL_KIND" // "openai" when empty, or "workers-ai"
)

// Environment reads a Config. It is off when EnvEndpoint is empty.
func Environment(getenv func(string) string) answer.Config {
	return answer.Config{Kind: answer.Kind(getenv(EnvKind)), Endpoint: getenv(EnvEndpoint), Model: getenv(EnvModel), Key: answer.Secret(getenv(EnvKey))}
}

// FromEnvironment makes the handler of one site, with net/http towards the
// model. It is off when the environment is, and fails when what stands there
// cannot work.
func FromEnvironment(getenv func(string) string, origins []string, library Library, log func(*answer.Failure)) (http.Handler, error) {
	o := Options{Origins: origins, Library: library}
	if cfg := Environment(getenv); cfg.On() {
		cfg.Log = log
		s, err := answer.New(cfg, NewClient())
		if err != nil {
			return nil, fmt.Errorf("%s and its neighbours: %w", EnvEndpoint, err)
		}
		o.Service = s
	}
	return Handler(o), nil
}
