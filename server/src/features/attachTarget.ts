/** The kernel's side of a program: the function, the tracepoint or the hook that its section names. */
import { iteratorTargets, lsmHookByName } from '#bpf/facts/attachTargets';
import { matchSection } from '#bpf/facts/sections';
import type { KernelTypes } from '../kernel/kernelTypes';

export interface AttachTarget {
  name: string;
  returns: string;
  /** As C declares them: `struct file *file`. */
  parameters: readonly string[];
  /** Whether the program's macro may name the parameters: at a return they are gone. */
  hasParameters: boolean;
}

/** @param section the text of SEC("…") */
export function attachTargetOf(
  section: string,
  kernelTypes: KernelTypes | undefined,
): AttachTarget | undefined {
  const match = matchSection(section);
  if (match.kind !== 'program' || match.target === undefined) return undefined;
  const kind = match.definition.name.replace(/\..*$/, '');
  const name = match.target.replace(/\+.*$/, '');
  switch (kind) {
    case 'fentry':
    case 'fexit':
    case 'fmod_ret':
    case 'fsession':
    case 'kprobe':
    case 'kretprobe':
      return fromKernel(kernelTypes?.function(name), kind !== 'kretprobe');
    case 'ksyscall':
      return fromKernel(kernelTypes?.function(`__do_sys_${name}`), true);
    case 'tp_btf':
    case 'raw_tp':
    case 'raw_tracepoint':
      return fromKernel(kernelTypes?.tracepoint(name), kind === 'tp_btf');
    case 'lsm':
    case 'lsm_cgroup': {
      const hook = lsmHookByName(name);
      return hook && { ...hook, hasParameters: true };
    }
    case 'iter': {
      const target = iteratorTargets.find((one) => one.name === name);
      return (
        target && {
          name,
          returns: 'int',
          parameters: [`struct bpf_iter__${name} *ctx`],
          hasParameters: false,
        }
      );
    }
    default:
      return undefined;
  }
}

function fromKernel(
  found: ReturnType<KernelTypes['function']>,
  hasParameters: boolean,
): AttachTarget | undefined {
  return (
    found && {
      name: found.name,
      returns: found.returns,
      parameters: found.parameters.map(({ name, type }) => declared(type, name)),
      hasParameters,
    }
  );
}

/** `char [16]` and `buffer` are `char buffer[16]`. */
function declared(type: string, name: string): string {
  const [, base = type, brackets = ''] = /^(.*?)((?:\[\d*\])*)$/.exec(type) ?? [];
  return `${base}${base.endsWith('*') ? '' : ' '}${name}${brackets}`;
}
