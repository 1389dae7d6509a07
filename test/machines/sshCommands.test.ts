/** Commands, files and streams over a real sshd. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSshBench, passwords, type SshBench } from './sshBench';
import { connect } from '#targets/host/connect';
import { text, type Host } from '#targets/host/host';

let bench: SshBench;
let host: Host;

beforeAll(async () => {
  bench = await startSshBench();
  host = await connect(bench.target(), bench.ports({ answers: { secret: () => passwords.alice } }));
});
afterAll(() => {
  host.dispose();
  bench.dispose();
});

test('runs a command', async () => {
  const result = await host.run(['echo', 'hello', "it's"]);
  expect(text(result.stdout)).toBe("hello it's");
});
