package kerneltest

import "os"

// QuickChildren is for a TestMain whose tests start this binary again. With the race detector each process sleeps for a
// second before it ends, which the tests would wait for.
func QuickChildren() {
	os.Setenv("GORACE", "atexit_sleep_ms=0 "+os.Getenv("GORACE"))
}
