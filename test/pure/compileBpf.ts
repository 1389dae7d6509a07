/** Real objects for tests and benches of readers, from the clang that is here. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { printHeader } from '../../bpf/src/btf/printHeader';
import { readBtf } from '../../bpf/src/btf/readBtf';

export const objectFixtures = path.join(__dirname, '../../bpf/src/elf/fixtures');

/** Where Debian has `asm/types.h`, which clang's BPF target does not look for by itself. */
const multiarch = readdirSync('/usr/include').find((name) => /^\w+-linux-gnu/.test(name)) ?? '';

/** Path of the object, in `folder`, whose headers come first. clang's warnings are errors. */
export function compileBpf(source: string, folder: string, ...flags: string[]): string {
  const object = path.join(folder, `${path.basename(source, '.bpf.c')}${flags.join('')}.o`);
  const always = [
    '-g',
    '-O2',
    '-Wall',
    '-Werror',
    '-D__TARGET_ARCH_x86',
    `-I${folder}`,
    `-I/usr/include/${multiarch}`,
  ];
  execFileSync('clang', ['-target', 'bpf', ...always, ...flags, '-c', source, '-o', object]);
  return object;
}

/** Of this machine's kernel. */
export function writeVmlinux(folder: string): void {
  const header = printHeader(readBtf(readFileSync('/sys/kernel/btf/vmlinux')).value);
  writeFileSync(path.join(folder, 'vmlinux.h'), header);
}

/** Takes the debug sections out of an object, as `llvm-strip -g` does. The sections keep their numbers. */
export function withoutDebug(bytes: Uint8Array, littleEndian = true): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = Number(view.getBigUint64(40, littleEndian));
  const count = view.getUint16(60, littleEndian);
  const at = (index: number): number => table + index * 64;
  const field = (index: number, place: number): number =>
    Number(view.getBigUint64(at(index) + place, littleEndian));
  const names = field(view.getUint16(62, littleEndian), 24);
  const parts = [Buffer.from(bytes.subarray(0, 64))];
  const headers = Buffer.from(bytes.subarray(table, table + count * 64));
  const written = new DataView(headers.buffer, headers.byteOffset, headers.byteLength);
  let length = 64;
  for (let index = 0; index < count; index++) {
    const start = names + view.getUint32(at(index), littleEndian);
    const name = Buffer.from(bytes.subarray(start, bytes.indexOf(0, start))).toString();
    const type = view.getUint32(at(index) + 4, littleEndian);
    if (/^\.(?:rel)?\.?(?:debug|BTF\.rel|eh_frame|llvm_addrsig)|^\.rel\.BTF/.test(name)) {
      headers.fill(0, index * 64 + 4, (index + 1) * 64);
      continue;
    }
    const size = type === 8 ? 0 : field(index, 32);
    written.setBigUint64(index * 64 + 24, BigInt(length), littleEndian);
    const padded = Buffer.alloc((size + 7) & ~7);
    padded.set(bytes.subarray(field(index, 24), field(index, 24) + size));
    parts.push(padded);
    length += padded.length;
  }
  const whole = Buffer.concat([...parts, headers]);
  new DataView(whole.buffer, whole.byteOffset).setBigUint64(40, BigInt(length), littleEndian);
  return new Uint8Array(whole);
}
