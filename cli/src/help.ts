/** `ebpf --help`. */
import * as l10n from '@vscode/l10n';

export function help(): string {
  return `${l10n.t('Usage: ebpf COMMAND [OPTIONS]')}

  ebpf run FILE        ${l10n.t('build, load, attach, and print trace lines until stopped')}
  ebpf verify FILE     ${l10n.t('build and load, attach nothing')}
  ebpf maps [MAP]      ${l10n.t('list every map of the target, or print the entries of one')}
  ebpf events MAP      ${l10n.t('print the records of a ring buffer or perf event array')}
  ebpf stats [PROG…]   ${l10n.t('print how often programs run and what that costs')}
  ebpf left [NAME]     ${l10n.t('list what was left running; with --remove, end it')}
  ebpf resume NAME     ${l10n.t('take back what was left running, and print trace lines until stopped')}
  ebpf doctor          ${l10n.t('tell what the target lacks, and how to mend it')}
  ebpf targets         ${l10n.t('list the machines that are known')}

  -t, --target NAME    ${l10n.t('local (default), a host of ~/.ssh/config, or user@host[:port]; also EBPF_TARGET')}
  -i, --iface NAME     ${l10n.t('network interface of XDP programs')}
  -a, --attach P=TARGET ${l10n.t('what program P attaches to; may be repeated')}
  -g, --global N=VALUE ${l10n.t('first value of a global variable; may be repeated')}
      --guard          ${l10n.t('attach even where this connection runs; detached again if that cuts it')}
  -p, --program NAME   ${l10n.t('only this program of the file; may be repeated')}
  -e, --events         ${l10n.t('print the records of the run’s own ring buffers and perf event arrays as well')}
      --leave NAME     ${l10n.t('leave the programs running under that name, after --duration or at once')}
      --remove         ${l10n.t('with left: detach and unpin it')}
  -n, --interval TIME  ${l10n.t('read maps and statistics again after e.g. 1s')}
      --type STRUCT    ${l10n.t('the structure of the records of events')}
      --shared         ${l10n.t('read events even if another process reads them')}
  -d, --duration TIME  ${l10n.t('stop after e.g. 500ms, 5s, 2m')}
      --json           ${l10n.t('one JSON object a line on stdout')}
      --build PLACE    ${l10n.t('where to compile: auto (default), target or here')}
      --clang PATH     ${l10n.t('the compiler (default: clang)')}
      --clang-flag F   ${l10n.t('one more argument for clang; may be repeated')}
  -I, --include DIR    ${l10n.t('directory to search includes in; may be repeated')}
  -F, --ssh-config F   ${l10n.t('another file than ~/.ssh/config')}
  -v, --verbose        ${l10n.t('tell on stderr what is done')}
  -h, --help           --version

${l10n.t('Exit codes: 0 fine, 1 build failed, 2 usage, 3 target unreachable or unfit, 4 verifier rejected, 5 attach failed, 130 interrupted.')}
`;
}
