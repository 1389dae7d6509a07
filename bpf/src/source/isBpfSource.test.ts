import { expect, it } from 'vitest';
import { isBpfSource } from './isBpfSource';

it.each([
  ['', 'anything.bpf.c'],
  ['#include <bpf/bpf_helpers.h>\n', 'x.c'],
  ['  #  include "bpf_helpers.h"\n', 'x.c'],
  ['/* top */\n#include "../vmlinux.h"\n', 'x.h'],
  ['/* SEC("a") */ SEC ( "xdp")', 'x.c'],
  ['char c = \'"\'; SEC("xdp")', 'x.c'],
  ['char *s = "\\"";\r\nSEC("xdp")', 'x.c'],
  ['#include "vmlinux.h"', 'x.c'],
])('is BPF: %j in %s', (text, name) => expect(isBpfSource(text, name)).toBe(true));

it.each([
  ['int main(void) { return 0; }', 'x.c'],
  ['/* SEC("xdp") */', 'x.c'],
  ['// SEC("xdp")\n', 'x.c'],
  ['/* SEC("xdp")', 'x.c'],
  ['const char *s = "SEC(\\"xdp\\")";', 'x.c'],
  ['\'"\' /* SEC("', 'x.c'],
  ['// #include "vmlinux.h"', 'x.c'],
  ['/*\n#include "vmlinux.h"\n*/', 'x.c'],
  ['#include "my_vmlinux.h"', 'x.c'],
  ['#define SEC(name) __attribute__((section(name)))', 'bpf_helpers.h'],
  ['MYSEC("xdp")', 'x.c'],
])('is not BPF: %j in %s', (text, name) => expect(isBpfSource(text, name)).toBe(false));
