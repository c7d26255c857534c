//go:build !js

package main

import (
	"testing"

	"github.com/lamplight-help/lamplight/edge/edgetest"
	"github.com/lamplight-help/lamplight/edge/worker/workertest"
)

func TestConformance(t *testing.T) {
	edgetest.Run(t, func(t *testing.T) edgetest.Host { return workertest.Start(t, workertest.Options{}) })
}
