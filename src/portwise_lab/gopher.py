"""A client in Go: compiled when it is first asked for, then kept beside what else was fetched for the lab."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

PATIENCE = 300.0  # seconds for its compiler, on a busy machine
KEPT = Path(sys.prefix) / "go"
SOURCE = """
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// get URL SECONDS, or listen ADDRESS: what stands behind http.Get and net.Listen, and their errors as they are
func main() {
	var err error
	if os.Args[1] == "listen" {
		_, err = net.Listen("tcp", os.Args[2])
	} else {
		err = get(os.Args[2], os.Args[3])
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func get(url, seconds string) error {
	patience, err := time.ParseDuration(seconds + "s")
	if err != nil {
		return err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: patience / 2}).DialContext // half a minute, unless told
	client := http.Client{Transport: transport, Timeout: patience}           // for ever, unless told
	answer, err := client.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err = io.Copy(io.Discard, answer.Body); err == nil {
		fmt.Println("status", answer.StatusCode)
	}
	return err
}
"""


def client() -> str:
    """The path of its program; several worlds may ask for it at once.  Raises CalledProcessError where it fails."""
    program = KEPT / hashlib.sha256(SOURCE.encode()).hexdigest()[:16]
    if not program.exists():
        KEPT.mkdir(exist_ok=True)
        with (KEPT / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not program.exists():
                build(program)
    return str(program)


def build(program: Path) -> None:
    source, made = KEPT / "client.go", KEPT / "client"
    source.write_text(SOURCE)
    environment = {**os.environ, "GOCACHE": str(KEPT / "cache"), "GOPATH": str(KEPT / "path"), "GOFLAGS": "-mod=mod"}
    argv = ("go", "build", "-o", str(made), str(source))
    subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE, env=environment, cwd=KEPT)
    made.replace(program)
