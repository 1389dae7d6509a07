/**
 * Sends a signal to the command of a channel. `ClientChannel.signal` does so only while our side of the channel
 * is open, and silently drops it after stdin was ended, which is when most commands run. The packet itself is
 * allowed until the channel is closed (RFC 4254, 6.9), so it is sent through ssh2's protocol object.
 */
import type { ClientChannel } from 'ssh2';

interface Internals {
  outgoing?: { id?: unknown; state?: unknown };
  _client?: { _protocol?: { signal?: (channel: number, name: string) => void } };
}

export function sendSignal(channel: ClientChannel, name: 'TERM' | 'KILL'): void {
  const { outgoing, _client: client } = channel as unknown as Internals;
  const protocol = client?._protocol;
  const open = outgoing?.state === 'open' || outgoing?.state === 'eof';
  if (open && typeof outgoing.id === 'number' && protocol?.signal) protocol.signal(outgoing.id, name);
  else channel.signal(name);
}
