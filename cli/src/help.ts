/** `ebpf --help`. */
import * as l10n from '@vscode/l10n';

export function help(): string {
  return `${l10n.t('Usage: ebpf COMMAND [OPTIONS]')}

  ebpf run FILE        ${l10n.t('build, load, attach, and print trace lines until stopped')}
  ebpf verify FILE     ${l10n.t('build and load, attach nothing')}
  ebpf doctor          ${l10n.t('tell what the target lacks, and how to mend it')}
  ebpf targets         ${l10n.t('list the machines that are known')}

  -t, --target NAME    ${l10n.t('local (default), a host of ~/.ssh/config, or user@host[:port]; also EBPF_TARGET')}
  -i, --iface NAME     ${l10n.t('network interface of XDP programs')}
  -p, --program NAME   ${l10n.t('only this program of the file; may be repeated')}
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
