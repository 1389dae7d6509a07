/** What the user calls a machine. Where it really is comes from `~/.ssh/config` when the target is connected. */
export type Target =
  | { kind: 'local' }
  /** `name` is the host alias of the ssh config, or `user@host[:port]`. */
  | { kind: 'ssh'; name: string; host: string; user?: string; port?: number };

/** This machine. */
export const localTarget: Target = { kind: 'local' };

// user@host:port, user@[2001:db8::1]:22, host
const form =
  /^(?:(?<user>[^@\s]+)@)?(?:\[(?<v6>[0-9A-Fa-f:.%\w]+)\]|(?<host>[^:@\s[\]]+))(?::(?<port>\d{1,5}))?$/;

/** Parses `local`, an ssh alias or `user@host[:port]`; undefined when it is none of them. */
export function parseTarget(text: string): Target | undefined {
  const name = text.trim();
  if (name === 'local') return localTarget;
  const groups = form.exec(name)?.groups;
  if (!groups) return undefined;
  const host = groups['v6'] ?? groups['host'];
  // A leading dash would be read as an option wherever the name meets another program.
  if (host === undefined || host.startsWith('-') || groups['user']?.startsWith('-')) return undefined;
  const port = groups['port'] === undefined ? undefined : Number(groups['port']);
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  return {
    kind: 'ssh',
    name,
    host,
    ...(groups['user'] === undefined ? {} : { user: groups['user'] }),
    ...(port === undefined ? {} : { port }),
  };
}

/** The name to show and to write in settings; `parseTarget` reads it back. */
export function targetName(target: Target): string {
  return target.kind === 'local' ? 'local' : target.name;
}
