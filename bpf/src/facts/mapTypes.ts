/** Map types: what they need, what they forbid, which helpers take them. */
import data from './data/mapTypes.json';

export interface MapType {
  id: number;
  /** Without `BPF_MAP_TYPE_`. */
  name: string;
  since: string;
  /** Rules in words, as a kernel enforces them: `==4`, `>=1`, `==0 (no key)`. */
  key: string;
  value: string;
  entries: string;
  /** `key|key_size`: one of them. */
  required: readonly string[];
  forbidden: readonly string[];
  requiredFlags: readonly string[];
  allowedFlags: readonly string[];
  helpers: readonly string[];
  perCpu?: boolean;
  needsBtf?: boolean;
}

export const mapTypes: readonly MapType[] = data.mapTypes;

const byName = new Map(mapTypes.map((type) => [type.name, type]));

/** By name with or without `BPF_MAP_TYPE_`. */
export function mapTypeByName(name: string): MapType | undefined {
  const short = name.replace(/^BPF_MAP_TYPE_/, '').replace(/_DEPRECATED$/, '');
  return byName.get(short);
}
