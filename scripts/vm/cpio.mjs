/**
 * Writes a cpio archive of the "newc" form, the one that the kernel unpacks as its initramfs
 * (Documentation/driver-api/early-userspace/buffer-format.rst).
 */

/** @typedef {{ path: string, mode: number, data?: Buffer | string, device?: [number, number] }} Entry */

/** @param {Entry[]} entries folders before what is in them @returns {Buffer} */
export function cpio(entries) {
  const parts = [...entries, { path: 'TRAILER!!!', mode: 0 }].flatMap((entry, index) =>
    record(entry, index + 1),
  );
  return Buffer.concat(parts);
}

/** @param {Entry} entry @param {number} inode */
function record(entry, inode) {
  const name = Buffer.from(`${entry.path}\0`);
  const data = Buffer.from(entry.data ?? '');
  const [major, minor] = entry.device ?? [0, 0];
  const fields = [inode, entry.mode, 0, 0, 1, 0, data.length, 0, 0, major, minor, name.length, 0];
  const header = Buffer.from(`070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}`);
  return [padded(Buffer.concat([header, name])), padded(data)];
}

/** @param {Buffer} buffer */
function padded(buffer) {
  return Buffer.concat([buffer, Buffer.alloc(-buffer.length & 3)]);
}
