#!/usr/bin/env node
/**
 * `node scripts/facts.mjs DIRECTORY [--check]`: makes the compact catalogue in `bpf/src/facts/data` from the full tables
 * in DIRECTORY, which were read from kernel and libbpf sources and are not part of this repository. `--check` only
 * compares, and names the files that differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';

const [from, flag] = process.argv.slice(2);
if (from === undefined) {
  console.error('usage: node scripts/facts.mjs DIRECTORY [--check]');
  process.exit(2);
}

const readFrom =
  'Linux 5.15, 6.1, 6.8, 6.12, 7.2 and 7.3.4; libbpf v0.2 to v1.7.0 and its head of 2026-07-30; a live 6.18.44 kernel';

/**
 * What stands in a program type's table of helpers and yet loads on no kernel, as live 6.1 and 6.18 kernels said when
 * asked (test/machines/helperTable.test.ts): the verifier refuses it later, for the type or through the helper's own
 * `allowed` callback.
 */
const refused = {
  bpf_get_func_ip: ['TRACEPOINT', 'PERF_EVENT', 'RAW_TRACEPOINT', 'RAW_TRACEPOINT_WRITABLE', 'SYSCALL'],
  bpf_d_path: ['SYSCALL'],
  bpf_sk_storage_get: ['SYSCALL'],
  bpf_sk_storage_delete: ['SYSCALL'],
};

const files = {
  helpers: () => {
    const { helpers } = read('helpers');
    return { helpers: helpers.map(helper) };
  },
  sections: () => {
    const { sections, removed, non_program_sections: others } = read('sections');
    return {
      sections: sections.map(section),
      removed: removed.map(({ sec, pattern, prog_type, first, last }) => ({
        name: sec,
        pattern,
        programType: short(prog_type),
        first,
        last,
      })),
      notPrograms: others.map(({ sec, ...rest }) => ({ name: sec ?? rest.name ?? rest.section })),
    };
  },
  mapTypes: () => ({ mapTypes: read('map_types').map_types.map(mapType) }),
  programTypes: () => ({ programTypes: read('program_types').program_types.map(programType) }),
  kfuncs: () => ({ kfuncs: read('kfuncs').kfuncs.map(kfunc) }),
  attachTargets: () => {
    const { lsm_hooks: hooks, iter_targets: iterators, struct_ops: operations } = read('attach_targets');
    return {
      lsmHooks: hooks
        .filter((hook) => !hook.disabled_for_bpf)
        .map(({ name, ret, args, sleepable }) => ({
          name,
          returns: ret,
          parameters: args,
          ...(sleepable ? { sleepable } : {}),
        })),
      iterators: iterators.map(({ name, ctx_fields: fields = [] }) => ({ name, fields })),
      structOps: operations.map(({ name }) => ({ name })),
    };
  },
  headers: () => ({
    items: read('libbpf_headers')
      .items.filter(({ kind }) => kind === 'macro' || kind === 'inline')
      .map(({ kind, name, header, args, since }) => ({ kind, name, header, args, since })),
  }),
};

let differing = 0;
for (const [name, make] of Object.entries(files)) {
  const path = join(root, 'bpf/src/facts/data', `${name}.json`);
  const text = `${layOut({ _meta: { readFrom, generator: 'scripts/facts.mjs' }, ...make() })}\n`;
  if (flag === '--check') {
    if (readFileSync(path, 'utf8') !== text) {
      console.error(`${path} differs`);
      differing += 1;
    }
  } else {
    writeFileSync(path, text);
  }
}
process.exitCode = differing > 0 ? 1 : 0;

/** One row a line, so that a change of the facts is a change of lines. */
function layOut(/** @type {Record<string, unknown>} */ value) {
  const parts = Object.entries(value).map(([key, part]) =>
    Array.isArray(part)
      ? `${JSON.stringify(key)}: [\n${part.map((row) => JSON.stringify(row)).join(',\n')}\n]`
      : `${JSON.stringify(key)}: ${JSON.stringify(part)}`,
  );
  return `{\n${parts.join(',\n')}\n}`;
}

function read(name) {
  return JSON.parse(readFileSync(join(from, `${name}.json`), 'utf8'));
}

function short(name) {
  return name?.replace(/^BPF_(PROG|MAP)_TYPE_/, '');
}

function helper(row) {
  const cells = Object.entries(row.prog_types).filter(([type]) => !isRefused(row.name, short(type)));
  const types = cells.map(([type, { first_tree: since, when, trees, ...rest }]) => [
    short(type),
    {
      // No source was read between 6.12 and 7.2: what a live 6.18 allows came in between.
      since: rest['live_6.18'] === true && Number.parseFloat(since) >= 7 ? '6.18' : since,
      ...(when ? { when } : {}),
      ...(trees ? { trees } : {}),
      ...('live_6.18' in rest ? { live: rest['live_6.18'] } : {}),
    },
  ]);
  return {
    id: row.id,
    name: row.name,
    returns: row.ret,
    parameters: row.params,
    since: row.first_kernel,
    gplOnly: row.gpl_only === true ? 'yes' : row.gpl_only === false ? 'no' : 'depends',
    programTypes: Object.fromEntries(types),
    ...(row.struct_ops_types && Object.keys(row.struct_ops_types).length > 0
      ? { structOps: row.struct_ops_types }
      : {}),
    ...(row.map_types ? { mapTypes: row.map_types.map(short) } : {}),
    ...flags(row, {
      might_sleep: 'mightSleep',
      ret_may_be_null: 'mayReturnNull',
      changes_pkt_data: 'changesPacket',
      acquires_ref: 'acquiresReference',
      releases_ref: 'releasesReference',
    }),
    ...(row.callback ? { takesCallback: true } : {}),
  };
}

function isRefused(helper, type) {
  const types = refused[helper];
  return types !== undefined && types.includes(type);
}

function flags(row, names) {
  return Object.fromEntries(
    Object.entries(names)
      .filter(([from]) => row[from] === true)
      .map(([, to]) => [to, true]),
  );
}

function section(row) {
  return {
    name: row.sec,
    takesTarget: row.match !== 'exact',
    programType: short(row.prog_type),
    ...(row.expected_attach_type ? { attachType: row.expected_attach_type } : {}),
    ...(row.target_grammar ? { target: row.target_grammar } : {}),
    ...flags(row, {
      target_required_to_load: 'targetToLoad',
      target_required_to_autoattach: 'targetToAttach',
      sleepable: 'sleepable',
      auto_attach: 'autoAttach',
    }),
    context: row.context,
    ...(row.arg_macro ? { macro: row.arg_macro } : {}),
    kernel: row.kernel_min,
    libbpf: row.libbpf_since,
  };
}

function mapType(row) {
  return {
    id: row.id,
    name: short(row.name),
    since: row.first_kernel,
    key: row.key_size,
    value: row.value_size,
    entries: row.max_entries,
    required: row.required_fields,
    forbidden: row.forbidden_nonzero_fields,
    requiredFlags: row.required_flags,
    allowedFlags: row.allowed_flags,
    helpers: row.helpers,
    ...(row.per_cpu ? { perCpu: true } : {}),
    ...(row.btf_types_required ? { needsBtf: true } : {}),
  };
}

function programType(row) {
  return {
    id: row.id,
    name: short(row.name),
    since: row.first_kernel,
    ...(row.context ? { context: row.context } : {}),
    sections: row.sections,
    attachTypes: row.attach_types,
    returns: (row.returns ?? []).map(({ value, name }) => ({ value, ...(name ? { name } : {}) })),
    enforced: row.returns_enforced_7_3 ?? null,
    fields: (row.context_fields ?? []).map(({ name, type, offset, size, access }) => ({
      name,
      type,
      offset,
      size,
      access,
    })),
  };
}

function kfunc(row) {
  return {
    name: row.name,
    ...(row.ret ? { returns: row.ret } : {}),
    parameters: row.params ?? [],
    ...(row.first_kernel ? { since: row.first_kernel } : {}),
    flags: row.flags ?? [],
    // `any` is a list of its own.
    programTypes: [row.callable_from ?? row.prog_types ?? []].flat().map(short),
    ...(row.removed ? { removed: true } : {}),
  };
}
