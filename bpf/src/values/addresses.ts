/** IPv4, IPv6 and MAC addresses as text and back. IPv6 is written as RFC 5952 has it. */

export function ipv4Text(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return `${view.getUint8(at)}.${view.getUint8(at + 1)}.${view.getUint8(at + 2)}.${view.getUint8(at + 3)}`;
}

/** `2001:db8::1`, `::ffff:192.0.2.1`. */
export function ipv6Text(view: DataView, at: number): string {
  if (at + 16 > view.byteLength) return '';
  const words: number[] = [];
  for (let index = 0; index < 8; index++) words.push(view.getUint16(at + index * 2, false));
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff)
    return `::ffff:${ipv4Text(view, at + 12)}`;
  const zeros = longestZeros(words);
  const hex = words.map((word) => word.toString(16));
  if (zeros.length < 2) return hex.join(':');
  return `${hex.slice(0, zeros.start).join(':')}::${hex.slice(zeros.start + zeros.length).join(':')}`;
}

/** The first of the longest runs. */
function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  words.forEach((word, index) => {
    if (word !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}

export function macText(view: DataView, at: number): string {
  if (at + 6 > view.byteLength) return '';
  let text = '';
  for (let index = 0; index < 6; index++) {
    text +=
      (index > 0 ? ':' : '') +
      view
        .getUint8(at + index)
        .toString(16)
        .padStart(2, '0');
  }
  return text;
}

/** Undefined for what is no such address. Numbers with a leading 0 are none: some read them as octal. */
export function parseIpv4(text: string): Uint8Array | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part < 256) ? Uint8Array.from(parts) : undefined;
}

export function parseIpv6(text: string): Uint8Array | undefined {
  if (text.length > longestIpv6) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(ipv6Words);
  if (!head) return undefined;
  if (halves.length === 1) return head.length === 8 ? bytesOf(head) : undefined;
  if (!tail || head.length + tail.length > 7) return undefined;
  return bytesOf([...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]);
}

const longestIpv6 = '0000:0000:0000:0000:0000:ffff:255.255.255.255'.length;

/** Of one side of `::`; the last two words may be written as IPv4. */
function ipv6Words(text: string): number[] | undefined {
  if (text === '') return [];
  const words: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (v4) {
      const view = new DataView(v4.buffer);
      words.push(view.getUint16(0), view.getUint16(2));
    } else if (/^[\da-fA-F]{1,4}$/.test(part)) words.push(parseInt(part, 16));
    else return undefined;
  }
  return words;
}

function bytesOf(words: readonly number[]): Uint8Array {
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

/** `02:00:5e:10:00:01`, with `-`, or in Cisco's three groups. */
export function parseMac(text: string): Uint8Array | undefined {
  const digits =
    /^(?:[\da-f]{2}(?::[\da-f]{2}){5}|[\da-f]{2}(?:-[\da-f]{2}){5}|[\da-f]{4}(?:\.[\da-f]{4}){2})$/i;
  return digits.test(text) ? parseHex(text.replace(/[:.-]/g, '')) : undefined;
}

/** `deadbeef`, `0xdeadbeef`, `de ad be ef`, `de:ad:be:ef`. */
export function parseHex(text: string): Uint8Array | undefined {
  const digits = /^0x[\da-f]+$/i.test(text)
    ? text.slice(2)
    : text.replace(/(?<=[\da-f]{2})[\s:-]+(?=[\da-f]{2})/gi, '');
  if (digits.length % 2 !== 0 || /[^\da-f]/i.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = parseInt(digits.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}
