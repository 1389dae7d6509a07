import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TreeLayout } from './treeLayout';

describe('TreeLayout', () => {
  it('takes the common directory as the top, and keeps places relative to each other', () => {
    const layout = new TreeLayout(['/home/u/p/src', '/home/u/p/include/x']);
    expect(layout.root).toBe('/home/u/p');
    expect(layout.nameOf('/home/u/p/src/a.c')).toBe('src/a.c');
    expect(layout.nameOf('/home/u/p')).toBe('');
    for (const written of ['./src/a.c', 'src/a.c', './src/../src/a.c']) {
      expect(layout.localOf(written)).toBe('/home/u/p/src/a.c');
    }
    expect(layout.localOf('/usr/include/linux/bpf.h')).toBeUndefined();
  });

  it('does not take a part of a name for a directory', () => {
    expect(new TreeLayout(['/a/bc', '/a/bd']).root).toBe('/a');
    expect(new TreeLayout(['/a', '/b']).root).toBe('');
  });

  it('keeps what an include can spell, and replaces what none can', () => {
    const layout = new TreeLayout(['/p']);
    for (const name of ['头 文件.h', `a"b'.c`, '-o.c', '$(id).c', 'a:b.c', 'a\\b.c']) {
      expect(layout.nameOf(`/p/${name}`)).toBe(name);
    }
    expect(layout.nameOf('/p/a\nb.bpf.c')).toMatch(/^unspellable-[0-9a-f]{16}\.c$/);
    expect(layout.nameOf('/p/x.c:1:2: error: y.c')).toMatch(/^unspellable-[0-9a-f]{16}\.c$/);
  });

  it('leads back from every name', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\n', '\r', ':1:2:', '头', '\\', '"', '..'),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        fc.pre(!parts.includes('..'));
        const layout = new TreeLayout(['/top']);
        const local = `/top/${parts.join('/')}`;
        const name = layout.nameOf(local);
        expect(name).not.toMatch(/[\n\r]/);
        expect(layout.localOf(`./${name}`)).toBe(local);
      }),
    );
  });
});
