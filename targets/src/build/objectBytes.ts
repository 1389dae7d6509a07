import type { Host } from '../host/host';
import type { BuiltObject } from './build';

/** The object itself, wherever it was built. Throws what reading a file throws. */
export async function objectBytes(host: Host, object: BuiltObject): Promise<Uint8Array> {
  return 'content' in object ? object.content : host.readFile(object.path);
}
