package executable

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// cacheMagic starts the cache of glibc 2.2 and newer; an older format may stand before it in the same file.
const cacheMagic = "glibc-ld.so.cache1.1"

// Sizes of struct cache_file_new and struct file_entry_new (glibc, sysdeps/generic/dl-cache.h).
const (
	cacheHeaderSize = 48
	cacheEntrySize  = 24
)

type cachedLibrary struct{ name, path string }

// readLoaderCache lists what ldconfig has found, in its order. A cache that is absent or broken is empty.
func readLoaderCache(path string) []cachedLibrary {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return parseLoaderCache(raw)
}

func parseLoaderCache(raw []byte) []cachedLibrary {
	start := bytes.Index(raw, []byte(cacheMagic))
	if start < 0 || len(raw)-start < cacheHeaderSize {
		return nil
	}
	raw = raw[start:] // Texts are counted from here.
	count := int(binary.LittleEndian.Uint32(raw[len(cacheMagic):]))
	var entries []cachedLibrary
	for i := range count {
		at := cacheHeaderSize + i*cacheEntrySize
		if at+cacheEntrySize > len(raw) {
			break
		}
		name := cacheText(raw, binary.LittleEndian.Uint32(raw[at+4:]))
		target := cacheText(raw, binary.LittleEndian.Uint32(raw[at+8:]))
		if name != "" && filepath.IsAbs(target) {
			entries = append(entries, cachedLibrary{name, target})
		}
	}
	return entries
}

func cacheText(raw []byte, at uint32) string {
	if int64(at) >= int64(len(raw)) {
		return ""
	}
	text, _, _ := bytes.Cut(raw[at:], []byte{0})
	return string(text)
}

// libraryFolders are those of /etc/ld.so.conf, then those that glibc and musl search anyway.
func libraryFolders() []string {
	triple := "x86_64-linux-gnu"
	if runtime.GOARCH == "arm64" {
		triple = "aarch64-linux-gnu"
	}
	return unique(append(configuredFolders("/etc/ld.so.conf", 0),
		"/lib/"+triple, "/usr/lib/"+triple, "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"))
}

// configuredFolders reads lines like these, and follows includes a few deep:
//
//	include /etc/ld.so.conf.d/*.conf
//	/usr/local/lib
func configuredFolders(path string, depth int) []string {
	text, err := os.ReadFile(path)
	if err != nil || depth > 8 {
		return nil
	}
	var folders []string
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		pattern, included := strings.CutPrefix(line, "include ")
		if !included {
			if filepath.IsAbs(line) {
				folders = append(folders, line)
			}
			continue
		}
		pattern = strings.TrimSpace(pattern)
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(filepath.Dir(path), pattern)
		}
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			folders = append(folders, configuredFolders(file, depth+1)...)
		}
	}
	return folders
}
