#!/usr/bin/env node
/**
 * Builds the agent for every architecture of targets: static binaries, gzipped, in `dist/agent`, with `agents.json`
 * that says which file is for which machine and what it must hash to. The same sources give the same bytes. Nothing
 * is done while sources, version and Go are those of the last build.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { exec } from './exec.mjs';
import { root } from './places.mjs';

/** What a first connection may cost, in bytes of each compressed agent. */
const limit = 4 << 20;
const architectures = ['amd64', 'arm64'];
const sources = join(root, 'agent');
const output = join(root, 'dist', 'agent');
const manifestFile = join(output, 'agents.json');

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const inputs = hashInputs((await exec('go', ['version'])).trim());
if (isUpToDate()) {
  console.log(`agent ${version}: up to date`);
} else {
  mkdirSync(output, { recursive: true });
  const agents = {};
  for (const architecture of architectures) agents[architecture] = await build(architecture);
  // Last and at once: whoever reads the manifest finds the files that it names.
  replaceFile(manifestFile, `${JSON.stringify({ version, inputs, agents }, null, 2)}\n`);
}

/** @param {string} architecture */
async function build(architecture) {
  const binary = join(output, `ebpf-agent-linux-${architecture}.${process.pid}`);
  const flags = `-s -w -buildid= -X main.version=${version}`;
  await exec('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', binary, '.'], {
    cwd: sources,
    env: {
      ...process.env,
      CGO_ENABLED: '0',
      GOOS: 'linux',
      GOARCH: architecture,
      GOFLAGS: '',
      GOWORK: 'off',
    },
  });
  const bytes = readFileSync(binary);
  rmSync(binary);
  // zlib writes neither name nor time into the header, so the same binary gives the same file.
  const compressed = gzipSync(bytes, { level: 9 });
  if (compressed.length > limit) {
    throw new Error(
      `the agent for ${architecture} is ${compressed.length} bytes compressed, more than ${limit}`,
    );
  }
  const file = `ebpf-agent-linux-${architecture}.gz`;
  replaceFile(join(output, file), compressed);
  console.log(
    `agent ${version} linux/${architecture}: ${(compressed.length / 1e6).toFixed(2)} MB compressed`,
  );
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

/** Everything that the binaries come from. Tests are not. @param {string} go */
function hashInputs(go) {
  const hash = createHash('sha256')
    .update(`${go}\n${version}\n`)
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(sources, { recursive: true }).map(String).sort()) {
    const isInput = name.endsWith('.go')
      ? !name.endsWith('_test.go')
      : name === 'go.mod' || name === 'go.sum';
    if (!isInput) continue;
    hash.update(`${name}\n`).update(readFileSync(join(sources, name)));
  }
  return hash.digest('hex');
}

function isUpToDate() {
  if (!existsSync(manifestFile)) return false;
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  return (
    manifest.inputs === inputs &&
    architectures.every((architecture) =>
      existsSync(join(output, manifest.agents[architecture]?.file ?? '?')),
    )
  );
}

/** @param {string} file @param {string | Uint8Array} content */
function replaceFile(file, content) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}
