//go:build !race

package kerneltest

// RaceDetector tells that this is a build with the race detector, which is no measure of speed.
const RaceDetector = false
