/** Files and their URIs. */
import { fileURLToPath, pathToFileURL } from 'node:url';

export function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** Undefined for what lies in no file: an untitled document, a page of another extension. */
export function fileOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
