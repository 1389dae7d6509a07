/** The processes that a process has started and that still run. */
import { readdirSync, readFileSync } from 'node:fs';

/** @param {number} parent @returns {number[]} */
export function childrenOf(parent) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

/** @param {string} pid */
function parentOf(pid) {
  try {
    // 4711 (a name, which may hold spaces and brackets) S 1 …
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // it ended meanwhile
  }
}
