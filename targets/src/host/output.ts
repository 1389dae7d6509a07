/** The output of a command as its reader sees it, whatever kind of host it comes from. */
import { PassThrough, type Readable } from 'node:stream';

/** Bytes that wait here before the command is made to wait: with less, it would be for every piece that is read. */
const room = 1024 * 1024;

/**
 * Passes on what the command writes, as fast as the reader takes it. Nothing is lost when the reader comes a
 * little after the command's end, and a reader that leaves does not block the command.
 */
export function output(source: NodeJS.ReadableStream): PassThrough {
  const stream = new PassThrough({ highWaterMark: room });
  source.pipe(stream);
  stream.on('close', () => source.resume());
  stream.on('error', () => undefined);
  return stream;
}

/** Resolves when everything in the streams has been read. What nobody reads is thrown away, as Node does. */
export async function whenRead(streams: readonly Readable[]): Promise<void> {
  // A command may be over before its caller has its streams in hand.
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(streams.map(ended));
}

function ended(stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return Promise.resolve();
  if (stream.readableFlowing === null && stream.listenerCount('readable') === 0) stream.resume();
  return new Promise((resolve) => stream.once('end', resolve).once('close', resolve));
}
