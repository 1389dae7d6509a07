/** The types that a program or map was loaded with, by the kernel's id of its BTF. */
import { readBtf } from '#bpf/btf/readBtf';
import type { Btf } from '#bpf/btf/btf';
import type { Agent } from '../agent/agent';
import { bytesOf } from './readMap';

/** Undefined where there is none, or where it is the kernel's own, which is on this side already. */
export async function fetchBtf(agent: Agent, id: number): Promise<Btf | undefined> {
  if (id === 0) return undefined;
  const blob = await agent.request('btf/get', { id });
  if (blob === null || blob.kernel || blob.split) return undefined;
  const { value, problems } = readBtf(bytesOf(blob.bytes));
  return problems.length === 0 ? value : undefined;
}
