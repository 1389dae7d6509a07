/** What the name of a member says about the bytes that its type leaves open. */

/** Sample: `saddr`, `daddr`, `ip`, `src_ip`, `peer_addr`, `nat_ip4`, `saddr_v4`, `gateway`. */
const ipv4 = new RegExp(
  '^(?:.*_)?(?:(?:src|dst|local|remote|peer)?(?:[sd]?addr|ip)|' +
    'src|dst|source|dest|local|remote|peer|client|server|vip|nexthop|gateway|gw)' +
    '(?:_?(?:v?4|be))?$',
);

/** Sample: `addr6`, `saddr_v6`, `dst_ip6`, `ipv6`, `s6_addr`, `in6`. */
const ipv6 = /(?:addr|ip|src|dst|local|remote|peer|in|gw)_?v?6(?:_addr)?$|^s6_addr|v6_?addr/;

/** Sample: `h_dest`, `h_source`, `mac`, `src_mac`, `eth_addr`, `dmac`, `hwaddr`, `ether_shost`, `lladdr`. */
const mac = /mac|^h_(?:dest|source)$|(?:^|_)(?:eth|ether|hw|ll)(?:_?(?:src|dst|addr|[sd]host))?$|^ha$/;

/** Sample: `comm`, `filename`, `ifname`, `msg`, `path`, `task`. */
const text =
  /(?:^|_)(?:comm|command|task|[a-z]*name|path|[a-z]*file|msg|message|str|string|text|line|label|argv?s?)\d*$/;

/** Sample: `ts`, `start_ts`, `timestamp`, `time`, `delta_ns`, `latency_us`, `duration`. */
const time =
  /(?:^|_)(?:ts|[a-z]*time|timestamp|when|start|end|last|delta|duration|elapsed|lat|latency|[num]s|[num]?secs?)$/;

/** A number of 32 bits in network order, or any 4 bytes. */
export function namesIpv4(name: string): boolean {
  return ipv4.test(name.toLowerCase());
}

export function namesIpv6(name: string): boolean {
  return ipv6.test(name.toLowerCase());
}

export function namesMac(name: string): boolean {
  return mac.test(name.toLowerCase());
}

export function namesText(name: string): boolean {
  return text.test(name.toLowerCase());
}

export function namesTime(name: string): boolean {
  return time.test(name.toLowerCase());
}

/** Sample: `last_ns`, `start_time`, `ts`, `first_seen`, `expires`: a point in time, not a length of it. */
const moment =
  /^(?:last|first|start|end|begin|since|next|expires?)(?:_|$)|(?:^|_)(?:ts|timestamp|when|seen|since)(?:_[num]s)?$/;

export function namesMoment(name: string): boolean {
  const last = name.split('.').at(-1) ?? name;
  return moment.test(last.toLowerCase());
}

/** Nanoseconds in the unit that the name ends with: `latency_us` is 1000; the kernel's own unit without one. */
export function unitOf(name: string): number {
  const ending = /(?:^|_)([num]?)(?:s|secs?)$/.exec(name.toLowerCase());
  if (!ending) return 1;
  return ending[1] === 'n' ? 1 : ending[1] === 'u' ? 1e3 : ending[1] === 'm' ? 1e6 : 1e9;
}
