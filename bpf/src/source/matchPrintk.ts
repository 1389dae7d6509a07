/**
 * Finds the format that made a line of trace output. The kernel's bpf_bprintf_prepare() says which conversions
 * exist. Formats that differ only in conversions can both fit; then both are returned.
 */

/** Those candidates that fit `message` with the most literal text; several when equal, none when nothing fits. */
export function matchPrintk<T extends { format: string }>(message: string, candidates: readonly T[]): T[] {
  let best: T[] = [];
  let bestLiteral = -1;
  for (const candidate of candidates) {
    const literal = literalMatch(message, candidate.format);
    if (literal < 0 || literal < bestLiteral) continue;
    if (literal > bestLiteral) best = [];
    bestLiteral = literal;
    best.push(candidate);
  }
  return best;
}

/**
 * How many characters of `message` are literal text of `format`; -1 when it does not fit. A format with newlines
 * makes several trace lines, of which any may be `message`.
 */
function literalMatch(message: string, format: string): number {
  let best = -1;
  for (const line of format.split('\n')) {
    if (line === '' && format !== '') continue;
    const pieces = formatPieces(line);
    if (!fits(message, pieces)) continue;
    best = Math.max(
      best,
      pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0),
    );
  }
  return best;
}

/** A literal, or what a conversion's output may look like. */
type Piece = string | Output;
type Output = { alphabet: RegExp; least: number };

function formatPieces(format: string): Piece[] {
  const pieces: Piece[] = [];
  for (const [part] of format.matchAll(conversionOrText)) {
    if (!part.startsWith('%')) pieces.push(part);
    else if (part === '%%') pieces.push('%');
    else pieces.push(outputOf(part));
  }
  return pieces;
}

/** `%-10llu`, `%pI4`, `%pks`, `%%`, or a run of text. */
const conversionOrText =
  /%%|%[-+ #0]*\d*(?:\.\d+)?(?:p(?:[ku]s|[iI][46]|[BKxsS])?|(?:hh|h|ll|l|z)?[A-Za-z])|%|[^%]+/g;

const anything: Output = { alphabet: /[^]/, least: 0 };
const signed: Output = { alphabet: /[-+ 0-9]/, least: 1 };
const unsigned: Output = { alphabet: /[ 0-9]/, least: 1 };
const hexadecimal: Output = { alphabet: /[ 0-9a-fA-FxX]/, least: 1 };
/** Hashed or plain, and the kernel's `(null)`, `(____ptrval____)`, `(efault)`. */
const pointer: Output = { alphabet: /[ \w()]/, least: 1 };
const ipv4: Output = { alphabet: /[0-9.]/, least: 7 };
const ipv6: Output = { alphabet: /[0-9a-f:.]/, least: 2 };

function outputOf(conversion: string): Output {
  if (/p[iI]4$/.test(conversion)) return ipv4;
  if (/p[iI]6$/.test(conversion)) return ipv6;
  if (/p[Kx]?$/.test(conversion)) return pointer;
  // Text: %s, %pks, %pus, and symbols as %pB, %ps and %pS print them.
  if (/p/.test(conversion)) return anything;
  switch (conversion.charAt(conversion.length - 1)) {
    case 'd':
    case 'i':
      return signed;
    case 'u':
      return unsigned;
    case 'x':
    case 'X':
      return hexadecimal;
    default:
      return anything;
  }
}

/**
 * Whether the pieces, in order, can make up the message. Keeps the set of places reachable so far instead of
 * backtracking: a dozen `%s` against a long message would otherwise take time without end.
 */
function fits(message: string, pieces: readonly Piece[]): boolean {
  let places: Set<number> = new Set([0]);
  for (const piece of pieces) {
    const next: Set<number> = new Set();
    for (const place of places) {
      if (typeof piece === 'string') {
        if (message.startsWith(piece, place)) next.add(place + piece.length);
      } else {
        for (let at = place; ; at++) {
          if (at - place >= piece.least) {
            // From a place already reached, everything further has been reached as well.
            if (piece.least === 0 && next.has(at)) break;
            next.add(at);
          }
          if (at >= message.length || !piece.alphabet.test(message.charAt(at))) break;
        }
      }
    }
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(message.length);
}
