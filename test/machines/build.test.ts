/** Builds on this machine: real compiler, real files. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalHost } from '#targets/host/localHost';
import {
  brief,
  built,
  failureOf,
  fixtures,
  settings,
  startBuildBench,
  type BuildBench,
  objectPath,
} from './buildBench';

const host = new LocalHost();
const cacheBefore = process.env['XDG_CACHE_HOME'];
let bench: BuildBench;

beforeEach(() => {
  bench = startBuildBench();
  process.env['XDG_CACHE_HOME'] = join(bench.directory, 'there');
});
afterEach(() => {
  if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = cacheBefore;
  bench.dispose();
});

/** These machines may be busy. */
const patience = { timeout: 20_000 };

const program = 'int f(void *ctx) { return 0; }\n';

describe('tutorial programs', () => {
  it.each(readdirSync(join(fixtures, 'tutorials')))(
    '%s compiles unmodified and without a warning',
    async (name) => {
      const result = built(
        await bench.build(host, join(fixtures, 'tutorials', name), { workspace: fixtures }),
      );
      expect(brief(result.diagnostics)).toEqual([]);
      const object = readFileSync(objectPath(result));
      expect(object.subarray(0, 4)).toEqual(Buffer.from('\x7fELF'));
      expect(object.length).toBe(result.bytes);
      expect(object.includes('.BTF.ext')).toBe(true);
    },
  );
});

describe('includes', () => {
  it('finds them beside the includer, beside the source, and across `..`', async () => {
    built(await bench.build(host, join(bench.copy('nested'), 'main.bpf.c')));
  });

  it('finds those of the include directories, quoted and angle', async () => {
    bench.file('inc/one.h', '#include "two.h"\n');
    bench.file('inc/two.h', '#define VALUE 0\n');
    const source = bench.file('src/a.bpf.c', '#include <one.h>\nint f(void *c) { return VALUE; }\n');
    built(await bench.build(host, source, { settings: { ...settings, includeDirectories: ['inc'] } }));
  });

  it('takes nothing along from outside of the project, by name or by link', async () => {
    writeFileSync(join(bench.directory, 'secret.h'), 'the secret\n');
    const source = bench.file('a.bpf.c', '#include "../secret.h"\n');
    const result = await bench.build(host, source);
    expect(result.ok).toBe(false);
    expect(result.output).not.toContain('the secret');
    expect(result.diagnostics[0]?.notes[0]?.message).toContain('outside of the project');

    symlinkSync(join(bench.directory, 'secret.h'), join(bench.directory, 'project/linked.h'));
    const linked = await bench.build(host, bench.file('b.bpf.c', '#include "linked.h"\n'));
    expect(linked).toMatchObject({ ok: false });
    expect(linked.output).not.toContain('the secret');
  });

  it('stops at an include in a circle as the compiler does', async () => {
    bench.file('loop.h', '#include "loop.h"\n');
    const result = await bench.build(host, bench.file('a.bpf.c', '#include "loop.h"\n'));
    expect(brief(result.diagnostics)[0]).toContain('#include nested too deeply');
  });

  it('refuses what it cannot read', async () => {
    execFileSync('mkfifo', [join(bench.directory, 'project/pipe.h')]);
    expect(await failureOf(bench.build(host, bench.file('a.bpf.c', '#include "pipe.h"\n')))).toMatchObject({
      code: 'sourceUnreadable',
    });
    expect(await failureOf(bench.build(host, join(bench.directory, 'project/none.c')))).toMatchObject({
      code: 'sourceUnreadable',
    });
    writeFileSync(join(bench.directory, 'project/huge.h'), Buffer.alloc(33 << 20));
    expect(await failureOf(bench.build(host, bench.file('a.bpf.c', '#include "huge.h"\n')))).toMatchObject({
      code: 'sourceUnreadable',
      message: expect.stringContaining('32 MB') as string,
    });
  });
});

describe('messages', () => {
  it('lie at the right place of the right local file', async () => {
    const directory = bench.copy('broken');
    const result = await bench.build(host, join(directory, 'syntax_in_include.bpf.c'));
    expect(result.ok).toBe(false);
    expect(brief(result.diagnostics)).toEqual([
      "broken/broken.h:2:11 error expected ';' at end of declaration list",
    ]);
    expect(result.diagnostics[0]?.file).toBe(join(directory, 'broken.h'));
    expect(brief((await bench.build(host, join(directory, 'missing_include.bpf.c'))).diagnostics)).toEqual([
      "broken/missing_include.bpf.c:2:10 error 'nowhere.h' file not found",
    ]);
  });

  it('of a program that compiles are there again when its object is reused', async () => {
    const source = join(bench.copy('broken'), 'warns.bpf.c');
    const first = built(await bench.build(host, source));
    const second = built(await bench.build(host, source));
    expect([first.reused, second.reused]).toEqual([false, true]);
    expect(first.diagnostics).toMatchObject([{ severity: 'warning', line: 7, flag: '-Wint-conversion' }]);
    expect(second.diagnostics).toEqual(first.diagnostics);
  });

  it('about the command line stand at the start of the source', async () => {
    const source = bench.file('a.bpf.c', program);
    const result = await bench.build(host, source, { settings: { ...settings, flags: ['-nonsense'] } });
    expect(brief(result.diagnostics)).toEqual(["a.bpf.c:1:1 error unknown argument: '-nonsense'"]);
  });

  it('in a header of the machine stand where that is included', async () => {
    const header = join(bench.directory, 'system.h');
    writeFileSync(header, 'int x\nint y;\n');
    const result = await bench.build(host, bench.file('a.bpf.c', `\n#include "${header}"\n`));
    expect(brief(result.diagnostics)[0]).toMatch(/^a\.bpf\.c:2:1 error In included file system\.h: expected/);
    expect(result.diagnostics[0]?.notes[0]).toMatchObject({ file: header, line: 1 });
  });

  it('are cut where they have no end', async () => {
    const endless = bench.script('yes "./a.bpf.c:1:1: error: again" | head -c 6000000; exit 1');
    const source = bench.file('a.bpf.c', program);
    const result = await bench.build(host, source, { settings: { ...settings, clang: endless } });
    expect(result.output.length).toBe(4 << 20);
    expect(result.diagnostics.length).toBeGreaterThan(100_000);
  });
});

describe('names', () => {
  it.each([
    'two words.bpf.c',
    `quo"te'.bpf.c`,
    'new\nline.bpf.c',
    'ends with newline\n',
    '$(touch pwned).bpf.c',
    '-o.c',
    '--help.bpf.c',
    '你好.bpf.c',
    'a:b:1:2: error: c.bpf.c',
    'back\\slash`id`.bpf.c',
    '%s\\0101.bpf.c',
    'equal=s;&|.bpf.c',
  ])('%j', async (name) => {
    const folder = name.replaceAll('\n', '');
    bench.file(`${folder}/部分 of $(id)\\x.h`, '#define VALUE 1\n');
    const text = `#include "部分 of $(id)\\x.h"\nint f(void *c) { int *p = VALUE; return p == c; }\n`;
    const result = await bench.build(host, bench.file(`${folder}/${name}`, text), {
      settings: { ...settings, flags: ['-x', 'c'] },
    });
    expect(brief(built(result).diagnostics)).toHaveLength(1);
    expect(result.diagnostics[0]?.line).toBe(2);
    expect(result.diagnostics[0]?.file).toBe(join(bench.directory, 'project', folder, name));
    expect(existsSync('pwned')).toBe(false);
  });
});

describe('the build directory', () => {
  it('is for its user alone, and nothing but the object is left in it', async () => {
    const object = objectPath(built(await bench.build(host, bench.file('a.bpf.c', program))));
    const base = join(bench.directory, 'there/ebpf-workbench');
    for (const directory of [base, join(base, 'build'), join(object, '..')]) {
      expect(statSync(directory).mode & 0o777).toBe(0o700);
    }
    await expect.poll(() => readdirSync(join(object, '..')), patience).toHaveLength(1);
  });

  it('keeps apart two builds at once', async () => {
    const source = bench.file('a.bpf.c', program);
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        bench.build(host, source, { settings: { ...settings, flags: [`-DX=${i % 3}`] } }),
      ),
    );
    expect(new Set(results.map((result) => objectPath(built(result)))).size).toBe(3);
  });

  it('sees changes of the source, of an include, and of the flags', async () => {
    const header = bench.file('v.h', '#define V 1\n');
    const source = bench.file('a.bpf.c', '#include "v.h"\nint f(void *c) { return V; }\n');
    const object = async (flags: string[] = []) =>
      readFileSync(objectPath(built(await bench.build(host, source, { settings: { ...settings, flags } }))));
    const first = await object();
    expect(await object()).toEqual(first);
    expect(await object(['-O0'])).not.toEqual(first);
    writeFileSync(header, '#define V 2\n');
    expect(await object()).not.toEqual(first);
  });

  it('that cannot be made is told', async () => {
    const source = bench.file('a.bpf.c', program);
    const there = join(bench.directory, 'full');
    mkdirSync(there);
    const mounted = (options: string) => execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', there]);
    process.env['XDG_CACHE_HOME'] = there;
    mounted('size=4k,nr_inodes=4');
    try {
      expect(await failureOf(bench.build(host, source))).toMatchObject({ code: 'noSpace' });
      execFileSync('mount', ['-o', 'remount,ro', there]);
      expect(await failureOf(bench.build(host, source))).toMatchObject({ code: 'readOnly' });
    } finally {
      execFileSync('umount', [there]);
    }
    mounted('size=48k');
    try {
      const large = Array.from({ length: 3000 }, (_, i) => `int g${i} = ${i};`).join('\n');
      expect(await failureOf(bench.build(host, bench.file('big.bpf.c', large)))).toMatchObject({
        code: 'noSpace',
      });
    } finally {
      execFileSync('umount', [there]);
    }
  });

  it('of another user, or behind a link, is not used', async () => {
    const source = bench.file('a.bpf.c', program);
    const base = join(bench.directory, 'there/ebpf-workbench');
    mkdirSync(join(bench.directory, 'elsewhere'));
    mkdirSync(base, { recursive: true });
    symlinkSync(join(bench.directory, 'elsewhere'), join(base, 'build'));
    expect(await failureOf(bench.build(host, source))).toMatchObject({ code: 'permission' });
  });
});

describe('compilers', () => {
  it('that are missing are told with the command that installs them', async () => {
    const source = bench.file('a.bpf.c', program);
    const failure = await failureOf(bench.build(host, source, { settings: { ...settings, clang: 'clung' } }));
    expect(failure).toMatchObject({ code: 'noCompiler' });
    expect(failure.message).toContain('apt install clang libbpf-dev linux-libc-dev');
  });

  it('that cannot make BPF, or die, are no fault of the program', async () => {
    const source = bench.file('a.bpf.c', program);
    const fake = (text: string) =>
      bench.build(host, source, { settings: { ...settings, clang: bench.script(text) } });
    const words = `error: unable to create target: 'No available targets are compatible with triple "bpf"'`;
    expect(await failureOf(fake(`echo '${words.replaceAll("'", `'\\''`)}' >&2; exit 1`))).toMatchObject({
      code: 'noCompiler',
    });
    expect(await failureOf(fake('kill -9 $$'))).toMatchObject({
      code: 'commandFailed',
      message: expect.stringContaining('signal 9') as string,
    });
  });

  it('end when the build is cancelled, and leave nothing', async () => {
    const path = bench.script('echo $$ > "$XDG_CACHE_HOME/pid"; exec sleep 1000');
    const abort = new AbortController();
    const source = bench.file('a.bpf.c', program);
    const building = bench.build(host, source, { settings: { ...settings, clang: path } }, abort.signal);
    const pidFile = join(bench.directory, 'there/pid');
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8'), patience).toMatch(/\d+\n/);
    abort.abort();
    expect(await failureOf(building)).toMatchObject({ code: 'cancelled' });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await expect.poll(() => existsSync(`/proc/${pid}`), patience).toBe(false);
  });
});

describe('with the tools of busybox alone', () => {
  it('all of it works: many files, large files, odd names, reuse', async () => {
    const tools = join(bench.directory, 'tools');
    mkdirSync(tools);
    execFileSync('busybox', ['--install', '-s', tools]);
    const clang = execFileSync('sh', ['-c', 'command -v clang']).toString().trim();
    const path = process.env['PATH'];
    process.env['PATH'] = tools;
    try {
      const names = Array.from({ length: 400 }, (_, i) => `${'long '.repeat(12)}你好 ${i}.h`);
      for (const name of names) bench.file(`sub/${name}`, `/* ${name} ${'x'.repeat(200)} */\n`);
      const text = names.map((name) => `#include "sub/${name}"\n`).join('');
      const source = bench.file('a.bpf.c', `${text}${program}`);
      const request = { settings: { ...settings, clang } };
      const first = built(await bench.build(host, source, request));
      expect(built(await bench.build(host, source, request)).reused).toBe(true);
      writeFileSync(source, `${text}${program}/* changed */\n`);
      expect(built(await bench.build(host, source, request)).reused).toBe(false);
      expect(first.bytes).toBe(statSync(objectPath(first)).size);
      built(
        await bench.build(host, join(fixtures, 'tutorials/exec_core.bpf.c'), {
          ...request,
          workspace: fixtures,
        }),
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});
