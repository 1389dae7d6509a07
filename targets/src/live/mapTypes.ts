/** How the bytes of a map's keys and values are to be read. */
import type { Btf } from '#bpf/btf/btf';
import type { MapInfo } from '#protocol/agentMaps';
import type { Agent } from '../agent/agent';
import { fetchBtf } from './fetchBtf';

/** Type ids are 0 where the map was made without one. */
export interface MapTypes {
  btf: Btf;
  key: number;
  value: number;
}

/** Undefined for a map without BTF. */
export async function mapTypes(agent: Agent, info: MapInfo): Promise<MapTypes | undefined> {
  const btf = await fetchBtf(agent, info.btf);
  if (btf === undefined) return undefined;
  const { keyType: key, valueType: value } = info;
  return key === 0 && value === 0 ? undefined : { btf, key, value };
}
