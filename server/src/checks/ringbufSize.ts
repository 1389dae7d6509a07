import * as l10n from '@vscode/l10n';
import type { Check } from './check';

/** 4 KB, the smallest page; arm64 machines may have 64 KB. */
const page = 4096n;

/** A ring buffer whose size is no power of two, or no multiple of a page. libbpf 0.8 and newer round it up. */
export const ringbufSize: Check = {
  id: 'ringbuf-size',
  severity: 'warning',
  file({ model, facts, report }) {
    for (const map of model.maps) {
      const name = facts.mapType(map)?.name;
      const field = map.fields.get('max_entries');
      if ((name !== 'RINGBUF' && name !== 'USER_RINGBUF') || !field) continue;
      const size = facts.constant(field.text);
      if (size === undefined || (size > 0n && (size & (size - 1n)) === 0n && size % page === 0n)) continue;
      let next = page;
      while (next < size && next < 1n << 31n) next *= 2n;
      report(
        field.value,
        l10n.t(
          'A ring buffer has a power of two of bytes, and whole pages: {0}, not {1}.',
          String(next),
          String(size),
        ),
        {
          // Rounded up by libbpf since 0.8, refused by the kernel before.
          severity: size > 0n ? 'hint' : 'warning',
          fixes: [
            {
              title: l10n.t('Change to {0}', String(next)),
              edits: [{ ...field.value, text: String(next) }],
              isPreferred: true,
            },
          ],
        },
      );
    }
  },
};
