/** Everything a compiler needs to know of one build, gathered here before any machine is asked. */
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { BuildRequest } from './build';
import { clangArguments, multiarchOf } from './clangArguments';
import { collectSources, type CollectedSources } from './collectSources';
import type { CompileRequest } from './compile';
import { compileScript } from './compileScript';
import { escapeName, headerText, type Manifest } from './manifest';
import { projectOf } from './projectOf';
import { TreeLayout } from './treeLayout';

export interface Prepared {
  sources: CollectedSources;
  layout: TreeLayout;
  compile: CompileRequest;
}

/** @param kernelHeader gives the text of `vmlinux.h`; called when it is included and the project has none */
export async function prepare(
  request: BuildRequest,
  kernelHeader: () => Promise<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const source = path.resolve(request.source);
  const { settings, kernel } = request;
  const project = request.workspace === undefined ? await projectOf(source) : path.resolve(request.workspace);
  const includeDirectories = settings.includeDirectories.map((directory) => path.resolve(project, directory));
  const sources = await collectSources({
    source,
    includeDirectories,
    allowed: [project, path.dirname(source)],
    ...(signal ? { signal } : {}),
  });
  const content = sources.missing.has('vmlinux.h') ? await kernelHeader() : undefined;

  const local = [...sources.files.map((file) => path.dirname(file.path)), ...sources.directories];
  const searched = [path.dirname(source), ...includeDirectories];
  const layout = new TreeLayout([...local, ...searched]);
  const manifest: Manifest = {
    files: sources.files.map(({ path: file, hash, content }) => ({
      name: layout.nameOf(file),
      hash,
      content,
    })),
    directories: [...sources.directories, ...searched]
      .map((directory) => layout.nameOf(directory))
      .filter(Boolean),
    ...(content ? { header: { hash: createHash('sha256').update(content).digest('hex'), content } } : {}),
  };
  const main = escapeName(layout.nameOf(source));
  const parameters = clangArguments({
    machine: kernel.machine,
    includeDirectories: searched.map((directory) => `./${layout.nameOf(directory)}`),
    flags: settings.flags,
  });
  const names = manifest.files.map(({ name, hash }) => [name, hash]);
  return {
    sources,
    layout,
    compile: {
      clang: settings.clang,
      sourceId: hash(project, source),
      // A newer version of this program may compile differently, hence the script's own text.
      key: hash(
        compileScript,
        settings.clang,
        parameters,
        names,
        headerText(manifest),
        manifest.directories,
        main,
        layout.root,
        kernel.machine,
      ),
      multiarch: multiarchOf(kernel.machine),
      manifest,
      main,
      root: layout.root,
      arguments: parameters,
    },
  };
}

function hash(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
